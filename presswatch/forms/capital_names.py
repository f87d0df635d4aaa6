"""What capitals are called that no time zone is named after, and the other names of some that one is.

A row is a country and its capital's names; before each stand the languages that use it. The names are common knowledge,
as atlases and the press of each language have them. One that begins with "=" counts as written.
"""

from __future__ import annotations

_TABLE = """
AE|en,de,es,fr Abu Dhabi;fr Abou Dabi|es Abu Dabi|ru,kk,ky,mn,tg Абу-Даби|uk Абу-Дабі|be Абу-Дабі|uz Abu-Dabi|tr Abu Dabi|az Əbu-Dabi|tk Abu-Dabi|fa ابوظبی|ar أبوظبي;ar أبو ظبي|ur ابوظہبی|zh 阿布扎比|hi अबू धाबी|hy Աբու Դաբի|ka აბუ-დაბი
AU|en,de,fr,es Canberra|ru,ky,mn,tg,kk Канберра|uk,be Канберра|uz,tk Kanberra|az Kanberra|tr Kanberra|fa کانبرا|ar كانبرا|ur کینبرا|zh 堪培拉|hi कैनबरा|hy Կանբերա|ka კანბერა
BH|en,fr,es,de,uz,az,tr Manama|ru,kk,ky,mn,tg,uk Манама|be Манама|fa منامه|ar المنامة|ur منامہ|zh 麦纳麦|hi मनामा|hy Մանամա|ka მანამა
BR|en,es,de,fr Brasilia|ru,kk,ky,mn,tg Бразилиа|uk Бразиліа|tr Brasília|ar برازيليا|zh 巴西利亚
CA|en,de,fr,tr Ottawa|ru,kk,ky,mn,tg,uk Оттава|be Атава|uz,az,tk Ottava|es Ottawa|fa اتاوا|ar أوتاوا|ur اوٹاوا|zh 渥太华|hi ओटावा|hy Օտտավա|ka ოტავა
CH|en,de,es,tr,uz,az,tk Bern|en,fr Berne|es Berna|ru,kk,ky,mn,tg,uk,be Берн|ar برن|zh 伯尔尼|hy Բեռն|ka ბერნი
CN|en Beijing|de Peking|fr Pékin|es Pekín|ru,kk,ky,tg Пекин|uk Пекін|be Пекін|mn Бээжин|kk Бейжің|ky Бээжин|uz,az,tk Pekin|tr Pekin|fa پکن|ar بكين|ur بیجنگ|zh 北京|hi बीजिंग|hy Պեկին|ka პეკინი
CY|tr Lefkoşa
EC|en,de,fr,es Quito
GE|tr Tiflis|az Tiflis|ru Тифлис|fa تفلیس
IN|en New Delhi;en Delhi|de Neu-Delhi;de Delhi|fr New Delhi|es Nueva Delhi|ru,kk,ky,mn,tg Нью-Дели|uk Нью-Делі|be Нью-Дэлі|ru,kk,ky,mn,tg Дели|uk Делі|tg Деҳлӣ;tg Деҳлии Нав|uz Nyu-Dehli;uz Dehli|tr Yeni Delhi|az Yeni Dehli;az Nyu-Dehli|tk Nýu-Deli|fa دهلی نو;fa دهلی‌نو;fa دهلی|ar نيودلهي;ar نيو دلهي|ur نئی دہلی;ur دہلی|zh 新德里;zh 德里|hi नई दिल्ली;hi दिल्ली|hy Նյու Դելի|ka დელი
KW|en Kuwait City|ar مدينة الكويت|zh 科威特城
KZ|en,de,fr,es,uz,tr,az,tk,kk Astana|en,fr,de Nur-Sultan|ru,kk,ky,mn,tg,uk,be Астана|ru,ky Нур-Султан|kk Нұр-Сұлтан|uz Ostona|fa نورسلطان|ar أستانا|zh 阿斯塔纳;zh 努尔苏丹|hi अस्ताना|hy Աստանա|ka ასტანა
MA|en,de,fr,es,tr,uz Rabat|ru,kk,ky,mn,tg,uk Рабат|fa رباط|ar الرباط|zh 拉巴特|hi रबात
MM|en Naypyidaw;en Naypyitaw;en Nay Pyi Taw|ru,be,kk,ky Нейпьидо|uk Нейп'їдо|de,fr,es,tr Naypyidaw|fa نایپیداو|ar نايبيداو|zh 内比都
MT|en,fr,de,es,tr Valletta|ru,uk,kk,ky Валлетта|es La Valeta|ar فاليتا|zh 瓦莱塔
MV|en =Malé|zh 马累
NG|en,de,fr,es,tr,uz Abuja|ru,kk,ky,mn,tg,uk Абуджа|fa ابوجا|ar أبوجا|zh 阿布贾|hi अबुजा
NZ|zh 惠灵顿|ru,kk,ky,mn,tg Веллингтон|uk Веллінгтон|fa ولینگتون|ar ويلينغتون
PK|en,de,fr,es,uz,az,tk,tr Islamabad|ru,ky,kk,tg,mn Исламабад|uk,be Ісламабад|tg Исломобод|uz Islomobod|tr İslamabad|az İslamabad|fa اسلام‌آباد;fa اسلام آباد|ar إسلام آباد;ar إسلام أباد|ur اسلام آباد|zh 伊斯兰堡|hi इस्लामाबाद|hy Իսլամաբադ|ka ისლამაბადი
QA|en,de,fr,es,tr,az,uz,tk Doha|ru,kk,ky,mn,tg,uk,be Доха|fa دوحه|ar الدوحة|ur دوحہ|zh 多哈|hi दोहा|hy Դոհա|ka დოჰა
SV|en,de,fr,es San Salvador|ru Сан-Сальвадор|zh 圣萨尔瓦多
TJ|tg Душанбе|uz Dushanbe|az Düşənbə|ar دوشنبه;ar دوشانبه;ar دوشنبيه
TM|en Ashgabat;en Ashkhabad|ru Ашхабад;ru Ашгабат|uk Ашгабад;uk Ашхабад|ar عشق آباد|fa عشق‌آباد;fa عشق آباد
TR|en,de,fr,es,tr Ankara|ru,ky,mn,tg,uk,kk,be Анкара|uz Anqara|az,tk Ankara|fa آنکارا|ar أنقرة|ur انقرہ|zh 安卡拉|hi अंकारा|hy Անկարա|ka ანკარა
TZ|en,de,fr,es,tr Dodoma|ru,uk,kk Додома|zh 多多马
UA|en Kyiv;en Kiev|de Kiew;de Kyjiw|fr,es Kiev;fr,es Kyiv|uz Kiyev|tr Kiev;tr Kiyiv|fa کی‌یف;fa کییف|ar كييف;ar كييڤ
US|en,de,fr,es,tr Washington|ru,kk,ky,mn,tg Вашингтон|uk,be Вашингтон|uz,az,tk Vashington|az Vaşinqton|tr Vaşington|tk Waşington|fa واشنگتن|ar واشنطن|ur واشنگٹن|zh 华盛顿;zh 華盛頓|hi वाशिंगटन;hi वॉशिंगटन|hy Վաշինգտոն|ka ვაშინგტონი
UZ|uz Toshkent|kk Ташкент|ar طشقند|tg Тошканд|fa تاشکند
VN|en,fr,de,es,tr Hanoi|ru,kk,ky,mn,tg Ханой|uk,be Ханой|uz,az,tk Xanoy|fa هانوی|ar هانوي|ur ہنوئی|zh 河内|hi हनोई|hy Հանոյ|ka ჰანოი
YE|en Sanaa;en Sana'a|de,fr,es,tr Sanaa|fa صنعا|ar صنعاء|zh 萨那
XK|en Pristina|ru Приштина|uk Приштина|tr Priştine|de,fr,es Pristina|zh 普里什蒂纳
ZA|en,de,fr,es,tr Pretoria|ru,kk,ky,mn,tg Претория|uk Преторія|uz Pretoriya|fa پرتوریا|ar بريتوريا|ur پریٹوریا|zh 比勒陀利亚|hi प्रिटोरिया
KG|ru Бишкек|ar بيشكيك
AM|ru Ереван|tr Erivan|az İrəvan;az Yerevan|fa ایروان|ar يريفان
AF|uz Kobul;uz Qobul|tr Kabil
MN|ru Улан-Батор|kk Ұланбатыр|tr Ulanbator|ar أولان باتور|fa اولان‌باتور;fa اولانباتور|uz Ulan-Bator
EG|ar القاهرة|fa قاهره
KP|tr Pyongyang|ar بيونغ يانغ
RU|de Moskau|ar موسكو|uz Moskva
AT|fa وین
"""


def rows() -> dict[str, dict[str, tuple[str, ...]]]:
    """By language, then by country."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for line in _TABLE.strip().splitlines():
        code, *cells = line.split("|")
        for cell in (each for part in cells for each in part.split(";")):
            languages, name = cell.split(" ", 1)
            for language in languages.split(","):
                names = found.setdefault(language, {})
                names[code] = tuple(dict.fromkeys((*names.get(code, ()), name)))
    return found
