"""Short questions, with typing errors and names in them, are told apart by language."""

from __future__ import annotations

import pytest

from assistant.language import detect

ENGLISH = """
im 74 is that too old|what side effects|how much does it cost|SLEDAI?|LUCAR-DKS1|NCT07095075|placebo|phase|Tmax|hi
where is it|whre is the hosptal|can i join|my mom is 80|is it free|who pays|contact|phone number|any sites in Hefei
Is there a site in 合肥?|methotrexate|Sjögren?|Behçet disease allowed?|TGF-β levels|MMT-8 score|no|yes|what does AAV mean
side efects|pregnnt ok?|am i eligble|34 F, SLE 3 y, ANA 1:640, dsDNA neg|dose|highest dose|anti-dsDNA|NK cells|recruting?
do u need blood|is CAR-NK safe|washout|exclusion criteria|how long|Is Dr Wang there|sponsor|Nanjing Legend Biotech
hepatitis B|diabetes type 2 allowed|can my son 12 join|what is mRSS|what's the primary outcome|lupus|start date?|when
total participants|Hanwei Wang|rituximab before|is it in Paris|sites in Múnich|La Paz Hospital?|hospital|ok|thanks|why not
"""
CHINESE = """
合肥有医院参加吗|我mother 74岁|SLEDAI评分是什么|CAR-T 是什么|费用|副作用|怀孕可以吗|多少钱|在哪里|联系电话|74岁可以吗|我有狼疮
需要住院吗|NK细胞是什么|有安慰剂吗|第几期|孕妇能参加吗|剂量最高是多少|浙江有吗|乙肝|臨床試驗在哪裡|費用多少|可以參加嗎|什么是SLE
我想join这个trial|我爸70岁半|要打几针|谁是申办方|结果什么时候出来|谢谢|你好|排除标准|MMF治疗过可以吗|为什么|用过rituximab行吗
"""
SPANISH = """
cuanto cuesta|¿Cuánto cuesta?|efectos secundarios|efectos secundaros|puedo participar|tengo 74 años|tengo 74 anos|donde esta
hay placebo|que fase es|¿fase?|estoy embarazada|es gratis|quien paga|mi madre tiene lupus|hola|gracias|criterios de exclusion
cuantas visitas|¿y en Madrid?|hay hospitales en España|tomo metotrexato|que es SLEDAI|soy diabetico puedo entrar|dosis maxima
telefono de contacto|cuando empieza|cuanto dura|mi hijo de 12 años|se puede fumar|no puedo respirar|me duele el pecho
necesito seguro|que riesgos hay|cual es el objetivo|cuantos pacientes|embarazo|edad maxima
"""
OTHER = """
Wo ist die Studie?|Bin ich zu alt|Was kostet das|Nebenwirkungen|ich bin schwanger|Kann ich teilnehmen|Combien ça coûte
combien ca coute|où est l'étude|je suis enceinte|puis-je participer|effets secondaires|quanto custa|posso participar
efeitos colaterais|estou grávida|onde fica o hospital|quanto costa|posso partecipare|effetti collaterali|dove si trova
治験はどこですか|妊娠中ですが参加できますか|費用はいくらですか|임신 가능?|비용이 얼마예요|어디에서 해요|كم التكلفة|هل يمكنني المشاركة|أين المستشفى
Сколько стоит|Где больница|можно беременным|wat kost het|ben ik te oud|waar is het ziekenhuis|czy mogę wziąć udział|ile kosztuje
nerede yapılıyor|katılabilir miyim|hur mycket kostar det|var finns sjukhuset|คลินิกอยู่ที่ไหน|क्या मैं भाग ले सकता हूँ|bao nhiêu tiền
tôi có thể tham gia không|berapa biayanya|apakah saya bisa ikut|Πού είναι το νοσοκομείο|איפה בית החולים|cât costă
"""


def listed(block: str) -> list[str]:
    return [text for line in block.strip().splitlines() for text in line.split("|")]


CASES = [
    (language, text)
    for language, block in (("en", ENGLISH), ("zh", CHINESE), ("es", SPANISH), ("other", OTHER))
    for text in listed(block)
]


@pytest.mark.parametrize(("language", "text"), CASES)
def test_the_language_of_a_short_question_is_told(language, text):
    assert detect(text) == language


@pytest.mark.parametrize("text", ["", " ", "74", "?!", "🙂", "\x00"])
def test_a_text_without_words_counts_as_english(text):
    assert detect(text) == "en"


def test_a_very_long_text_is_read_only_at_its_beginning():
    assert detect("¿cuánto cuesta? " * 10_000) == "es"


@pytest.mark.parametrize(
    "text", ["criterion met?", "SLE serology criterion met", "did any die", "requirement met, PR3+"]
)
def test_an_english_word_that_is_also_dutch_or_german_stays_english(text):
    assert detect(text) == "en"


@pytest.mark.parametrize("text", ["marcapasos", "fumadores", "VIH", "alergia a la carne", "asma mal controlada"])
def test_spanish_is_told_by_what_is_asked_about_where_no_small_word_tells_it(text):
    assert detect(text) == "es"
