"""A small topic and gazetteer of its own for tests of the engine, so that they don't hang on the shipped data."""

from config.gazetteer import GazetteerPlace
from config.topics import Combine, Concept, Condition, Exclude, Term, Topic
from workers.model.article import Article
from workers.relevance.layout import blocks_of


def term(text: str) -> Term:
    return Term(text=text)


def place(slug: str, *, pcode: str | None, level: int, parent: str, **names: tuple[str, ...]) -> GazetteerPlace:
    return GazetteerPlace(
        id=f"place.{slug}", name=slug.title(), name_ar=None, pcode=pcode, level=level, parent=parent, lat=35.0, lon=36.0,
        terms={language: tuple(term(text) for text in texts) for language, texts in names.items()},
        needs=None, unless=None, weight={1: 4.0, 2: 3.0, 3: 3.0, 4: 2.5}[level],
    )  # fmt: skip


PLACES = (
    place(
        "idlib", pcode="SY07", level=1, parent="SY", en=("Idlib", "Idleb"), ar=("إدلب",), tr=("İdlib",), ru=("Идлиб",),
        uk=("Ідліб",), kmr=("Îdlib",), ckb=("ئیدلب", "ئیدلەب"), fa=("ادلب",), he=("אידליב",), de=("Idlib",), zh=("伊德利卜",),
    ),
    place("saraqib", pcode="SY070004", level=3, parent="SY0700", en=("Saraqib",), ar=("سراقب",), tr=("Serakib",)),
    place("aleppo", pcode="SY02", level=1, parent="SY", en=("Aleppo",), ar=("حلب",), tr=("Halep",), ru=("Алеппо",)),
    place("hama", pcode="SY05", level=1, parent="SY", en=("Hama",), ar=("حماة",), ru=("Хама",), fa=("حما",)),
    place("mansura-idlib", pcode="C4001", level=4, parent="SY070001", en=("Mansura",), ar=("المنصورة",)),
    place("mansura-raqqa", pcode="C4002", level=4, parent="SY110001", en=("Mansura",), ar=("المنصورة",)),
)  # fmt: skip

SYRIA = Topic(
    id="syria",
    title="Syria",
    gazetteer=("SY",),
    concept=(
        Concept(
            id="syria", weight=5,
            terms={"en": ("Syria", "Syrian"), "ar": ("سوريا", "سوري"), "de": ("Syrien", "syrisch"), "tr": ("Suriye",),
                   "ru": ("Сирия", "сирийский"), "fr": ("Syrie",), "es": ("Siria", "sirio")},
        ),
        Concept(id="syria.abroad", weight=0.5, terms={"en": ("Syrian refugees", "Syrian national")}),
        Concept(id="is.name", weight=0, terms={"en": ("Islamic State of Iraq and Syria",)}),
        Concept(
            id="hts", weight=2,
            terms={"en": ("Hayat Tahrir al-Sham", Term(text="HTS", case=True, strength="weak")), "ar": ("هيئة تحرير الشام",)},
        ),
        Concept(id="regime", weight=2, terms={"en": ("regime forces",)}, needs=Condition(any=("syria",), within="paragraph")),
        Concept(
            id="ariha", weight=3, pcode="SY0705", terms={"en": ("Ariha",), "ar": ("أريحا",)},
            needs=Condition(any=("syria", "place.idlib")), unless=Condition(any=("westbank",)),
        ),
        Concept(id="westbank", weight=0, terms={"en": ("West Bank",), "ar": ("الضفة الغربية",)}),
    ),
    exclude=(Exclude(id="sports", weight=2, terms={"en": ("goalkeeper", "league")}),),
)  # fmt: skip

IDLIB = Topic(
    id="idlib",
    title="Idlib",
    gazetteer=("SY07",),
    concept=(Concept(id="strike", weight=1, terms={"en": ("air strike",), "ar": ("غارة جوية", "قصف")}),),
    combine=(Combine(id="strike-in-idlib", all=("place.idlib", "strike"), within="sentence", weight=3),),
)


def article(text: str, *, title: str | None = None, language: str | None = None) -> Article:
    return Article(
        url=None, canonical_url=None, title=title, text=text, blocks=blocks_of(text), summary="", language=language,
        direction="ltr", word_count=len(text.split()),
    )  # fmt: skip
