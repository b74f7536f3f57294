"""Invented news paragraphs in the languages that Marsad reads, and the old encodings that can carry them."""

TEXTS: dict[str, tuple[str, ...]] = {
    "ar": (
        "قالت مصادر محلية إن فرق الإنقاذ وصلت صباح الثلاثاء إلى القرية الواقعة على الضفة الشمالية للنهر بعد أن انقطع الطريق إليها ثلاثة أيام.",
        "وأضافت المصادر أن الأهالي استقبلوا القافلة بالترحاب، وأن المستوصف الصغير عاد إلى العمل بعد وصول الأدوية والوقود من المدينة القريبة.",
        "وذكر رئيس المجلس المحلي أن عدد العائلات التي غادرت بيوتها بلغ أربعين عائلة، وأن معظمها يقيم الآن عند الأقارب في القرى المجاورة.",
        "ومن المتوقع أن تستمر أعمال إصلاح الجسر أسبوعين آخرين إذا سمحت حالة الطقس بذلك، على ما قال المهندس المشرف على المشروع في حديث للصحفيين.",
    ),
    "fa": (
        "منابع محلی گفتند که گروه‌های امدادی صبح سه‌شنبه به روستایی در کرانه شمالی رودخانه رسیدند که راهش سه روز بسته بود.",
        "به گفته این منابع، اهالی از کاروان استقبال کردند و درمانگاه کوچک روستا با رسیدن دارو و سوخت از شهر نزدیک، دوباره باز شده است.",
        "رئیس شورای روستا می‌گوید چهل خانواده خانه‌های خود را ترک کرده‌اند و بیشتر آن‌ها اکنون در روستاهای همسایه نزد خویشاوندان به سر می‌برند.",
        "پیش‌بینی می‌شود که تعمیر پل، اگر هوا اجازه دهد، دو هفته دیگر به پایان برسد؛ این را مهندس ناظر طرح در گفت‌وگو با خبرنگاران گفت.",
    ),
    "ckb": (
        "سەرچاوە ناوخۆییەکان وتیان کە تیمەکانی فریاکەوتن بەیانی ڕۆژی سێشەممە گەیشتنە گوندێک لە کەناری باکووری ڕووبارەکە کە سێ ڕۆژ بوو ڕێگاکەی داخرابوو.",
        "بە پێی ئەو سەرچاوانە، خەڵکی گوندەکە بە گەرمی پێشوازییان لە کاروانەکە کرد و بنکە تەندروستییە بچووکەکە دوای گەیشتنی دەرمان و سووتەمەنی کرایەوە.",
        "سەرۆکی ئەنجوومەنی گوند دەڵێت چل خێزان ماڵەکانیان جێهێشتووە و زۆربەیان ئێستا لای خزمەکانیان لە گوندە دراوسێکان نیشتەجێن.",
        "چاوەڕوان دەکرێت چاککردنەوەی پردەکە دوو هەفتەی تر بخایەنێت ئەگەر کەش‌وهەوا ڕێگە بدات، وەک ئەندازیاری سەرپەرشتیار بە ڕۆژنامەنووسانی وت.",
    ),
    "kmr": (
        "Çavkaniyên herêmî gotin ku tîmên rizgarkirinê sibeha sêşemê gihîştin gundekî li qeraxa bakur a çem, ku rêya wî sê rojan girtî bû.",
        "Li gorî van çavkaniyan gundiyan bi germî pêşwaziya karwên kirin û nexweşxaneya biçûk piştî gihîştina derman û sotemeniyê dîsa vebû.",
        "Serokê meclîsa gund dibêje ku çil malbatan xaniyên xwe hiştine û piraniya wan niha li gundên cîran li cem xizmên xwe dimînin.",
        "Tê payîn ku çêkirina pirê du hefteyên din bidome, eger rewşa hewayê destûrê bide, endezyarê berpirs ji rojnamevanan re got.",
    ),
    "tr": (
        "Yerel kaynaklar, kurtarma ekiplerinin salı sabahı ırmağın kuzey kıyısındaki, yolu üç gündür kapalı olan köye ulaştığını söyledi.",
        "Kaynaklara göre köylüler konvoyu sevinçle karşıladı ve küçük sağlık ocağı, yakındaki şehirden gelen ilaç ve yakıtla yeniden açıldı.",
        "Köy meclisi başkanı, kırk ailenin evlerini terk ettiğini ve çoğunun şimdi komşu köylerde akrabalarının yanında kaldığını belirtti.",
        "Köprünün onarımının, hava koşulları izin verirse iki hafta daha süreceği öngörülüyor; bunu gazetecilere projenin sorumlu mühendisi açıkladı.",
    ),
    "ru": (
        "Местные источники сообщили, что спасатели утром во вторник добрались до деревни на северном берегу реки, дорога к которой была закрыта три дня.",
        "По их словам, жители тепло встретили колонну, а маленькая больница вновь открылась после того, как из города привезли лекарства и топливо.",
        "Глава сельского совета говорит, что сорок семей покинули свои дома и большинство из них сейчас живёт у родственников в соседних деревнях.",
        "Ожидается, что ремонт моста продлится ещё две недели, если позволит погода, сказал журналистам инженер, который отвечает за этот проект.",
    ),
}
ENCODINGS: dict[str, tuple[str, ...]] = {
    "ar": ("windows-1256", "iso-8859-6"),
    "fa": ("windows-1256",),
    "ckb": (),
    "kmr": ("windows-1254", "iso-8859-9"),
    "tr": ("windows-1254", "iso-8859-9"),
    "ru": ("windows-1251", "koi8-r", "iso-8859-5", "cp866"),
}


def written_in(language: str, encoding: str) -> tuple[str, ...]:
    """The paragraphs as writers of that encoding spell them: windows-1256 has no Persian yeh, nor iso-8859-6 a guillemet."""
    table = str.maketrans({"ی": "ي"}) if language == "fa" and encoding != "utf-8" else {}
    return tuple(paragraph.translate(table) for paragraph in TEXTS[language])
