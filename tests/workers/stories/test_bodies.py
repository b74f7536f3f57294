"""Bodies that speak, in ten languages, and what rests on one of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workers.stories.test_counts import a_member
from workers.stories.counts import independent
from workers.stories.member import Member
from workers.stories.origins import upstream


def named(text: str, *, title: str = "") -> tuple[str, ...]:
    return upstream(title, text, agency=None).names


SAID = [
    ("SOHR", "Two people were killed, the Britain-based Observatory said."),
    ("SOHR", "Two people were killed, the Observatory said."),
    ("SOHR", "The UK-based war monitor reported that two people were killed."),
    ("SOHR", "وقال المرصد إن شخصين قتلا."),
    ("SOHR", "Suriye İnsan Hakları Gözlemevi'ne göre iki kişi öldü."),
    ("SOHR", "По данным Сирийской обсерватории по правам человека, погибли два человека."),
    ("SOHR", "Deux personnes ont été tuées, selon l'Observatoire syrien des droits de l'homme."),
    ("SOHR", "Zwei Menschen starben nach Angaben der Syrischen Beobachtungsstelle für Menschenrechte."),
    ("SOHR", "Dos personas murieron, según el Observatorio Sirio para los Derechos Humanos."),
    ("SOHR", "دیده‌بان حقوق بشر سوریه اعلام کرد که دو نفر کشته شدند."),
    ("SOHR", "Li gorî Çavdêriya Sûriyê ya Mafên Mirovan du kes hatin kuştin."),
    ("SOHR", "ڕوانگەی سووری بۆ مافەکانی مرۆڤ ڕایگەیاند کە دوو کەس کوژراون."),
    ("UN", "The UN envoy said that talks would go on."),
    ("UN", "وقال المبعوث الأممي إن المحادثات مستمرة."),
    ("UN", "BM'nin açıklamasında görüşmelerin süreceği belirtildi."),
    ("UN", "В ООН сообщили, что переговоры продолжатся."),
    ("UN", "Selon l'ONU, les discussions continuent."),
    ("UN", "Laut den Vereinten Nationen gehen die Gespräche weiter."),
    ("UN", "Naciones Unidas informó de que las conversaciones siguen."),
    ("UN", "سازمان ملل اعلام کرد که گفت‌وگوها ادامه دارد."),
    ("UN", "Neteweyên Yekbûyî ragihand ku hevdîtin berdewam in."),
    ("UN", "نەتەوە یەکگرتووەکان ڕایگەیاند گفتوگۆکان بەردەوامن."),
    ("OCHA", "Aid reached the camp, OCHA said in a statement."),
    ("UNHCR", "Selon le HCR, mille familles sont rentrées."),
    ("UNICEF", "ЮНИСЕФ сообщил, что школы открыты."),
    ("WFP", "El Programa Mundial de Alimentos informó de que faltan fondos."),
    ("WHO", "Dünya Sağlık Örgütü'ne göre salgın bitti."),
    ("WHO", "ВОЗ сообщила о вспышке."),
    ("IAEA", "وأعلنت الوكالة الدولية للطاقة الذرية أن المفتشين عادوا."),
    ("IAEA", "МАГАТЭ сообщило, что инспекторы вернулись."),
    ("White Helmets", "Civil Defence teams said that two people were killed."),
    ("White Helmets", "قال الدفاع المدني إن شخصين قتلا."),
    ("White Helmets", "Beyaz Baretlilerin açıklamasına göre iki kişi öldü, örgüt bildirdi."),
    ("White Helmets", "По данным «Белых касок», погибли двое."),
    ("White Helmets", "Die Weißhelme teilten mit, zwei Menschen seien tot."),
    ("Syrian Interior Ministry", "The interior ministry said that a cell was arrested."),
    ("Syrian Interior Ministry", "قالت وزارة الداخلية إن خلية اعتقلت."),
    ("Syrian Defence Ministry", "Le ministère syrien de la Défense a annoncé un accord."),
    ("Syrian Health Ministry", "El Ministerio de Sanidad sirio informó de dos casos."),
    ("Turkish Defence Ministry", "Milli Savunma Bakanlığından yapılan açıklamada iki terörist denildi."),
    ("Turkish Defence Ministry", "Минобороны Турции сообщило о гибели солдата."),
    ("Russian Reconciliation Centre", "The Russian Reconciliation Centre said that militants fired shells."),
    ("Russian Reconciliation Centre", "Центр по примирению враждующих сторон сообщил об обстреле."),
    ("US Central Command", "ABD Merkez Kuvvetler Komutanlığı bir liderin öldürüldüğünü duyurdu."),
    ("US Central Command", "أعلنت القيادة المركزية الأمريكية مقتل قيادي."),
    ("Israeli military", "L'armée israélienne a annoncé une frappe."),
    ("Israeli military", "Die israelische Armee teilte mit, sie habe ein Depot getroffen."),
]


@pytest.mark.parametrize(("body", "text"), SAID)
def test_a_body_that_speaks_is_known_in_any_language(body: str, text: str) -> None:
    assert named(text) == (body,)


@pytest.mark.parametrize(
    "text",
    [
        "The Iraqi interior ministry said that a cell was arrested.",
        "Lebanon's health ministry said that two people were killed.",
        "قالت وزارة الداخلية العراقية إن خلية اعتقلت.",
        "قال الدفاع المدني اللبناني إن شخصين قتلا.",
        "وقال المرصد الأورومتوسطي إن شخصين قتلا.",
        "Le ministère de l'Intérieur irakien a annoncé une arrestation.",
        "The Observatory on the hill is open again.",
    ],
)
def test_another_countrys_ministry_or_observatory_is_not_ours(text: str) -> None:
    assert named(text) == ()


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Turkish Defence Ministry", "Turkey's defence ministry lost two men. The ministry said in a statement that it struck back."),
        ("Syrian Interior Ministry", "اعتقلت وزارة الداخلية السورية خلية. وذكرت الوزارة في بيان أن التحقيق مستمر."),
        ("Turkish Defence Ministry", "Milli Savunma Bakanlığı iki asker kaybetti. Bakanlık saldırıya karşılık verildiğini açıkladı."),
        ("Russian Defence Ministry", "Минобороны России отправило колонну. В ведомстве сообщили, что она прибыла."),
        ("Syrian Health Ministry", "Le ministère syrien de la Santé ouvre un hôpital. Le ministère a indiqué qu'il a cent lits."),
    ],
)  # fmt: skip
def test_the_ministry_is_the_one_that_was_named_before(body: str, text: str) -> None:
    assert named(text) == (body,)


def test_a_ministry_that_nobody_named_is_none() -> None:
    assert named("The ministry said in a statement that it struck back.") == ()


def test_reports_in_other_words_and_languages_on_one_body_are_one_origin() -> None:
    texts = [text for body, text in SAID if body == "SOHR"]
    members = [a_member(f"i{n}", family=f"f{n}", upstream=named(text)) for n, text in enumerate(texts)]

    assert len(members) > 6
    assert independent(members) == 1


def test_what_a_part_of_the_united_nations_says_they_say() -> None:
    members = [
        a_member("a", family="north", upstream=("OCHA",)),
        a_member("b", family="south", upstream=("UN",)),
        a_member("c", family="east", upstream=("UN", "OCHA")),
    ]

    assert independent(members) == 1


def test_a_wire_that_rests_on_one_body_is_one_origin_with_all_that_rest_on_it() -> None:
    wires = [a_member(name, kind="wire", agency=name, upstream=("White Helmets",)) for name in ("Reuters", "AFP")]

    assert independent(wires) == 1
    assert independent([*wires, a_member("own", family="own", upstream=("White Helmets",))]) == 1
    assert independent([*wires, a_member("own", family="own", upstream=("SOHR",))]) == 2


FAMILIES = st.sampled_from(["north", "south", "east", None])
BODIES = st.lists(st.sampled_from(["SOHR", "White Helmets", "Reuters", "OCHA"]), unique=True, max_size=2).map(tuple)
REPORTS = st.lists(st.tuples(FAMILIES, BODIES, st.sampled_from([None, None, "AFP", "Reuters"])), min_size=1, max_size=8)


def reports(told: list[tuple[str | None, tuple[str, ...], str | None]]) -> list[Member]:
    return [
        a_member(f"i{n}", family=family, upstream=bodies, agency=agency, kind="wire" if agency else "original")
        for n, (family, bodies, agency) in enumerate(told)
    ]


@given(
    told=REPORTS, which=st.integers(0, 7), family=FAMILIES, outlet=st.sampled_from(["i0", "i1", "new"]), bodies=BODIES
)
def test_one_more_reprint_changes_nothing(
    told: list[tuple[str | None, tuple[str, ...], str | None]],
    which: int,
    family: str | None,
    outlet: str,
    bodies: tuple[str, ...],
) -> None:
    members = reports(told)
    printed = members[which % len(members)]
    reprint = a_member(
        "reprint", family=family, outlet=outlet, upstream=bodies, agency=printed.agency, of=printed.item, root=printed.item,
        kind="wire" if printed.agency else "copy",
    )  # fmt: skip

    assert independent([*members, reprint]) == independent(members)


def test_a_copy_of_what_was_withdrawn_stands_for_it() -> None:
    withdrawn = a_member("a", family="north", withdrawn=True)
    copy = a_member("b", family="south", kind="copy", of="a", root="a")

    assert independent([member for member in (withdrawn, copy) if not member.withdrawn]) == 1
