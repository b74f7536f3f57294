"""Month names and zone abbreviations as feeds of the region write them. Knows nothing of parsing."""

from datetime import timedelta, timezone

_GREGORIAN = {
    1: "january jan janvier janv enero ene januar jänner января январь янв ocak oca كانون_الثاني كانون_ثاني يناير "
       "جانفي ژانویه rêbendan çile kanûna_paşîn کانوونی_دووەم کانونی_دووەم",
    2: "february feb février fevrier févr fév febrero februar февраля февраль фев şubat subat şub شباط فبراير فيفري "
       "فوریه reşemî sibat şibat شوبات",
    3: "march mar mars marzo märz maerz mär марта март мар mart آذار اذار مارس مارت adar avdar ئازار ئادار",
    4: "april apr avril avr abril abr апреля апрель апр nisan nis نيسان نیسان أبريل ابريل إبريل أفريل افريل آوریل "
       "avrêl nîsan",
    5: "may mai mayo мая май mayıs mayis أيار ايار مايو ماي مه می gulan ئایار مایس",
    6: "june jun juin junio juni июня июнь июн haziran haz حزيران يونيو يونية يونيه جوان ژوئن pûşper hezîran حوزەیران",
    7: "july jul juillet juil julio juli июля июль июл temmuz tem تموز يوليو يولية يوليه يوليوز جويلية ژوئیه جولای "
       "tîrmeh temûz تەممووز تەمموز تەموز",
    8: "august aug août aout agosto ago августа август авг ağustos agustos ağu آب اب أغسطس اغسطس أوت اوت غشت آگوست "
       "gelawêj tebax ئاب",
    9: "september sep sept septembre septiembre сентября сентябрь сен eylül eylul eyl أيلول ايلول سبتمبر شتنبر سپتامبر "
       "rezber îlon ئەیلوول ئەیلول",
    10: "october oct octobre octubre oktober okt октября октябрь окт ekim eki تشرين_الأول تشرين_الاول تشرين_أول أكتوبر "
        "اكتوبر اکتبر kewçêr cotmeh çirîya_pêşîn تشرینی_یەکەم",
    11: "november nov novembre noviembre ноября ноябрь ноя kasım kasim kas تشرين_الثاني تشرين_ثاني نوفمبر نونبر نوامبر "
        "sermawez mijdar çirîya_paşîn تشرینی_دووەم",
    12: "december dec décembre decembre déc diciembre dic dezember dez декабря декабрь дек aralık aralik ara "
        "كانون_الأول كانون_الاول كانون_أول ديسمبر دجنبر دسامبر berfanbar kanûn kanûna_pêşîn کانوونی_یەکەم کانونی_یەکەم",
}  # fmt: skip
_SOLAR = "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند"

MONTHS = {name.replace("_", " "): month for month, names in _GREGORIAN.items() for name in names.split()}
"""Lower-case name to month number, Gregorian calendar."""
SOLAR_MONTHS = {name: month for month, name in enumerate(_SOLAR.split(), start=1)}
"""Persian solar calendar."""

_HOURS = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "met": 1, "mez": 1, "cest": 2,
    "mest": 2, "mesz": 2, "eet": 2, "cat": 2, "sast": 2, "idt": 3, "eest": 3, "trt": 3, "msk": 3, "eat": 3, "ast": 3,
    "adt": 4, "irst": 3.5, "irdt": 4.5, "gst": 4, "azt": 4, "amt": 4, "aft": 4.5, "pkt": 5, "hkt": 8, "sgt": 8,
    "jst": 9, "kst": 9, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
ZONES = {name: timezone(timedelta(hours=hours)) for name, hours in _HOURS.items()}
"""Abbreviations, read as the Middle East means them: AST is Arabia, not the Atlantic."""
ATLANTIC = {"ast": timezone(timedelta(hours=-4)), "adt": timezone(timedelta(hours=-3))}
"""What a source with an American `tz` means."""


def gregorian(year: int, month: int, day: int) -> tuple[int, int, int]:
    """A Persian solar date as a Gregorian one, by the 2820-year cycle arithmetic that is exact for our century."""
    days = 365 * (year - 979) + (year - 979) // 33 * 8 + ((year - 979) % 33 + 3) // 4 + day - 1
    days += (month - 1) * 31 if month <= 7 else 186 + (month - 7) * 30
    return _from_day_number(days + 79)


def _from_day_number(days: int) -> tuple[int, int, int]:
    """Days since 1600-01-01 to a Gregorian date."""
    from_epoch = days + 584_023
    quad, rest = divmod(from_epoch - 1, 146_097)
    century = min(rest // 36_524, 3)
    rest -= century * 36_524
    four, rest = divmod(rest, 1_461)
    year_of_four = min(rest // 365, 3)
    rest -= year_of_four * 365
    year = quad * 400 + century * 100 + four * 4 + year_of_four + 1
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    for month, length in enumerate((31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=1):
        if rest < length:
            return year, month, rest + 1
        rest -= length
    return year, 12, 31
