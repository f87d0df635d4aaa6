"""What belongs to a country, by language: Chinese, китайский, صيني. Words of two countries (Korean, Guinean) are left out.

A row of the first table has English and Russian; the others have a language each. What rules make of a country's name
(Persian, the Turkic languages) isn't listed.
"""

from __future__ import annotations

_TABLE = """
AE Emirati;эмиратский
AF Afghan;афганский
AL Albanian;албанский
AM Armenian;армянский
AR Argentine,Argentinian;аргентинский
AT Austrian;австрийский
AU Australian;австралийский
AZ Azerbaijani,Azeri;азербайджанский
BD Bangladeshi;бангладешский
BE Belgian;бельгийский
BG Bulgarian;болгарский
BH Bahraini;бахрейнский
BR Brazilian;бразильский
BY Belarusian;белорусский
CA Canadian;канадский
CH Swiss;швейцарский
CL Chilean;чилийский
CN Chinese;китайский
CU Cuban;кубинский
CY Cypriot;кипрский
CZ Czech;чешский
DE German;германский
DK Danish;датский
DZ Algerian;алжирский
EE Estonian;эстонский
EG Egyptian;египетский
ES Spanish;
ET Ethiopian;эфиопский
FI Finnish;финский
FR French;французский
GB British;британский
GE Georgian;грузинский
GR Greek;греческий
HR Croatian;хорватский
HU Hungarian;венгерский
ID Indonesian;индонезийский
IE Irish;ирландский
IL Israeli;израильский
IN Indian;индийский
IQ Iraqi;иракский
IR Iranian;иранский
IT Italian;итальянский
JO Jordanian;иорданский
JP Japanese;японский
KE Kenyan;кенийский
KG Kyrgyz,Kyrgyzstani;киргизский,кыргызский,кыргызстанский
KH Cambodian;камбоджийский
KP North Korean;северокорейский
KR South Korean;южнокорейский
KW Kuwaiti;кувейтский
KZ Kazakh,Kazakhstani;казахстанский,казахский
LA Laotian;лаосский
LB Lebanese;ливанский
LK Sri Lankan;шри-ланкийский
LT Lithuanian;литовский
LV Latvian;латвийский
LY Libyan;ливийский
MA Moroccan;марокканский
MD Moldovan;молдавский
MM Burmese;мьянманский
MN Mongolian;монгольский
MX Mexican;мексиканский
MY Malaysian;малайзийский
NG Nigerian;нигерийский
NL Dutch;нидерландский
NO Norwegian;норвежский
NP Nepali,Nepalese;непальский
OM Omani;оманский
PH Filipino,Philippine;филиппинский
PK Pakistani;пакистанский
PL Polish;польский
PT Portuguese;португальский
QA Qatari;катарский
RO Romanian;румынский
RS Serbian;сербский
RU Russian;российский
SA Saudi,Saudi Arabian;саудовский
SD Sudanese;суданский
SE Swedish;шведский
SG Singaporean;сингапурский
SK Slovak;словацкий
SY Syrian;сирийский
TH Thai;таиландский
TJ Tajik,Tajikistani;таджикский,таджикистанский
TM Turkmen;туркменский
TN Tunisian;тунисский
TR Turkish;турецкий
UA Ukrainian;украинский
US American;американский
UZ Uzbek;узбекский,узбекистанский
VE Venezuelan;венесуэльский
VN Vietnamese;вьетнамский
YE Yemeni;йеменский
ZA South African;южноафриканский
"""
_UKRAINIAN = """
AF афганський|AL албанський|AM вірменський|AR аргентинський|AT австрійський|AU австралійський|AZ азербайджанський
BE бельгійський|BG болгарський|BR бразильський|BY білоруський|CA канадський|CH швейцарський|CN китайський|CU кубинський
CY кіпрський|CZ чеський|DE німецький|DK данський|EE естонський|EG єгипетський|ES іспанський|FI фінський|FR французький
GB британський|GE грузинський|GR грецький|HR хорватський|HU угорський|ID індонезійський|IE ірландський|IL ізраїльський
IN індійський|IQ іракський|IR іранський|IT італійський|JO йорданський|JP японський|KG киргизький|KP північнокорейський
KR південнокорейський|KW кувейтський|KZ казахстанський,казахський|LB ліванський|LT литовський|LV латвійський
MD молдовський|MN монгольський|MX мексиканський|MY малайзійський|NL нідерландський|NO норвезький|PK пакистанський
PL польський|PT португальський|QA катарський|RO румунський|RS сербський|RU російський|SA саудівський|SE шведський
SK словацький|SY сирійський|TH таїландський|TJ таджицький|TM туркменський|TR турецький|UA український
US американський|UZ узбецький|VE венесуельський|VN в'єтнамський|YE єменський
"""
_BELARUSIAN = """
AM армянскі|AZ азербайджанскі|BY беларускі|CN кітайскі|DE германскі,нямецкі|FR французскі|GB брытанскі|GE грузінскі
IL ізраільскі|IN індыйскі|IR іранскі|IT італьянскі|JP японскі|KG кыргызскі|KZ казахстанскі,казахскі|LT літоўскі
LV латвійскі|MN мангольскі|PK пакістанскі|PL польскі|RU расійскі|SY сірыйскі|TJ таджыкскі|TM туркменскі|TR турэцкі
UA украінскі|US амерыканскі|UZ узбекскі
"""
# Those with "ال" are, without it, words or names: tray, executor, slowness, Turki, the right hand.
_ARABIC = """
AE إماراتي|AF أفغاني|AM أرميني|AR أرجنتيني|AT نمساوي|AU أسترالي|AZ أذربيجاني|BD بنغلاديشي|BE بلجيكي|BG بلغاري|BH بحريني
BR برازيلي|BY بيلاروسي|CA الكندي|CH سويسري|CN صيني|CO كولومبي|CU الكوبي|CY قبرصي|CZ تشيكي|DE ألماني|DK دنماركي
DZ جزائري|EG مصري|ES إسباني|ET إثيوبي|FI فنلندي|FR فرنسي|GB بريطاني|GE الجورجي|GR يوناني|HU المجري|ID إندونيسي
IE أيرلندي|IL إسرائيلي|IN هندي|IQ عراقي|IR إيراني|IT إيطالي|JO أردني|JP ياباني|KE الكيني|KG قرغيزي,قيرغيزي,قرغيزستاني
KW كويتي|KZ كازاخستاني,كازاخي|LB لبناني|LY الليبي|MA المغربي|MN منغولي|MX مكسيكي|MY ماليزي|NG نيجيري|NL هولندي
NO نرويجي|OM العماني|PH فلبيني|PK باكستاني|PL بولندي|PS فلسطيني|PT برتغالي|QA قطري|RO روماني|RS صربي|RU روسي|SA سعودي
SD سوداني|SE سويدي|SO صومالي|SY سوري|TH تايلاندي|TJ طاجيكي,طاجيكستاني|TM تركمانستاني|TN تونسي|TR التركي|UA أوكراني
US أمريكي,أميركي|UZ أوزبكي,أوزبكستاني|VE فنزويلي|VN فيتنامي
"""
_PERSIAN = "AF افغان|FR فرانسوی|GB انگلیسی,بریتانیایی|RU روسی|SA سعودی|SY سوری|AE اماراتی|US آمریکایی,امریکایی"
_TURKISH = """
RU =Rus|US =Amerikan,=Amerikalı|GB =İngiliz|FR =Fransız|DE =Alman|GR =Yunan|TR =Türk|UZ =Özbek|KZ =Kazak|KG =Kırgız
TJ =Tacik|TM =Türkmen|AM =Ermeni|GE =Gürcü|HU =Macar|IT =İtalyan|BG =Bulgar|RS =Sırp
"""
# Beside 中方 (the Chinese side) what stands for two or three countries at once. Sides of two countries (乌方, 伊方, 巴方,
# 阿方) and those that are words (土方) are left out.
_CHINESE = """
CN 中方|RU 俄方|US 美方|JP 日方|KR 韩方|IN 印方|GB 英方|FR 法方|DE 德方|KZ 哈方|KG 吉方|VN 越方|MN 蒙方|TH 泰方|BY 白方|IL 以方
CA 加方|AU 澳方|CN+RU 中俄,俄中|CN+US 中美,美中|CN+JP 中日,日中|CN+IN 中印|CN+KZ 中哈|CN+KG 中吉|CN+KG+UZ 中吉乌|CN+TJ 中塔
CN+GB 中英|CN+FR 中法|CN+DE 中德|CN+KR 中韩,韩中|CN+KP 中朝|CN+VN 中越|CN+TH 中泰|CN+MN 中蒙|CN+MN+RU 中蒙俄|CN+AU 中澳
CN+RU+IN 中俄印|CN+JP+KR 中日韩|US+RU 美俄,俄美|US+JP 美日,日美|US+KR 美韩,韩美|US+JP+KR 美日韩|US+IR 美伊|US+GB 美英,英美
RU+UA 俄乌|RU+IN 俄印|RU+KZ 俄哈|RU+BY 俄白|RU+JP 俄日|PS+IL 巴以|IN+PK 印巴|JP+KR 日韩,韩日|GB+FR 英法|FR+DE 法德,德法
KP+KR 朝韩
"""


def _column(at: int) -> dict[str, tuple[str, ...]]:
    rows = (line.split(" ", 1) for line in _TABLE.strip().splitlines())
    columns = ((code, words.split(";")[at]) for code, words in rows)
    return {code: tuple(words.split(",")) for code, words in columns if words}


def _listed(table: str) -> dict[str, tuple[str, ...]]:
    cells = (cell.split(" ", 1) for line in table.strip().splitlines() for cell in line.split("|"))
    return {code: tuple(words.split(",")) for code, words in cells}


ENGLISH = _column(0)
RUSSIAN = _column(1)
UKRAINIAN = _listed(_UKRAINIAN)
BELARUSIAN = _listed(_BELARUSIAN)
ARABIC = _listed(_ARABIC)
PERSIAN = _listed(_PERSIAN)
TURKISH = _listed(_TURKISH)
CHINESE = _listed(_CHINESE)
"""By codes joined with "+"."""
