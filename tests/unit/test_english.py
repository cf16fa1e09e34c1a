"""A Chinese or Spanish question in the English words a record would use, for the search alone."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.question import Question
from assistant.retrieve import Retriever
from assistant.vocabulary.english import in_english, spanish_words

ID = "NCT07095075"

# Question in English, Chinese and Spanish, and words of the sentence of the bundled record that answers it.
ASKED = [
    ("Is hepatitis a problem?", "有肝炎有影响吗？", "¿La hepatitis es un problema?", "hepatitis and tuberculosis"),
    ("I had a kidney transplant", "我做过肾移植", "Me hicieron un trasplante de riñón", "organ transplantation"),
    ("my diabetes is uncontrolled", "我的糖尿病控制不好", "mi diabetes no está controlada", "uncontrolled diabetes"),
    ("breastfeeding mothers", "哺乳期的妈妈可以吗", "madres que dan el pecho", "breastfeeding"),
    ("earlier cell therapy from my own cells", "用过自己的细胞治疗", "terapia con mis células", "autologous cell"),
    ("how is skin thickness measured", "皮肤厚度怎么测", "cómo se mide el grosor de la piel", "mRSS"),
    ("muscle strength test", "肌力测试", "prueba de fuerza muscular", "Manual muscle test"),
    ("do I have to sign consent", "需要签知情同意书吗", "¿tengo que firmar un consentimiento?", "informed consent"),
    ("chemotherapy before the infusion", "输注之前要化疗吗", "quimioterapia antes de la infusión", "lymphodepleting"),
    ("vasculitis score", "血管炎评分", "puntuación de vasculitis", "Birmingham vasculitis"),
    ("which day is the infusion", "第几天输注", "qué día es la infusión", "day 1"),
    ("the study stages", "研究分哪几个阶段", "las etapas del estudio", "sequential stages"),
    ("grading of adverse events", "不良事件怎么分级", "clasificación de los eventos adversos", "CTCAE"),
    ("laboratory values", "化验指标有要求吗", "valores de laboratorio", "laboratory values"),
    ("hospital in Suzhou", "苏州的医院", "hospital en Suzhou", "Soochow"),
    ("I have cancer", "我有癌症", "tengo cáncer", "tumor"),
]


@pytest.mark.parametrize("language", ["en", "zh", "es"])
def test_the_sentence_that_answers_is_among_the_first_four_in_every_language(library, language):
    retriever = Retriever(library)
    missed = []
    for row in ASKED:
        question, words = row[("en", "zh", "es").index(language)], row[3]
        passages = retriever.search(Question(question, ID), k=4).passages
        if not any(words.casefold() in s.text.casefold() for p in passages for s in p.chunk.slices):
            missed.append(question)
    assert len(missed) <= 1, missed


def test_a_question_nothing_of_which_is_known_finds_nothing_rather_than_anything(library):
    evidence = Retriever(library).search(Question("请问这个可以吗？", ID), k=4)
    assert evidence.passages == ()


def test_a_chinese_word_without_english_is_missing_from_the_record(library):
    evidence = Retriever(library).search(Question("化疗期间有停车位吗", ID), k=4)
    assert evidence.absent
    assert evidence.lexical < 1


def test_the_longest_name_wins():
    assert ("insulin pump continuous subcutaneous insulin infusion",) in in_english("胰岛素泵", "zh")
    assert ("insulin",) not in in_english("胰岛素泵", "zh")


def test_concepts_and_places_are_put_into_english():
    assert any("systemic lupus erythematosus" in term for term in in_english("红斑狼疮", "zh"))
    assert ("Hefei",) in in_english("合肥的医院", "zh")


@pytest.mark.parametrize("said", ["trasplante", "trasplantes", "TRASPLANTE"])
def test_spanish_is_matched_by_stem(said):
    assert "transplant transplantation" in in_english(said, "es")[0]


@pytest.mark.parametrize(
    ("spanish", "english"),
    [("bronquiolitis", "bronquiolitis"), ("espondilopatía", "spondilopathy"), ("farmacia", "pharmacia")],
)
def test_a_word_no_table_holds_is_spelt_as_english_would(spanish, english):
    assert english in in_english(spanish, "es")[0]


def test_words_that_tell_spanish_are_no_english_words():
    assert {"fumadores", "marcapasos"} <= spanish_words()
    assert not spanish_words() & {"asthma", "metal", "hospital", "insulin", "renal", "stent", "mental", "crisis"}


@given(
    st.text(alphabet="我有糖尿病吗治疗¿qué dosis " + string.ascii_lowercase, max_size=60), st.sampled_from(["zh", "es"])
)
def test_any_text_is_put_into_terms_without_an_empty_one(text, language):
    assert all(term and all(term) for term in in_english(text, language))
