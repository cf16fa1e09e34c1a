"""A question's ages are those of whoever would take part: no time something lasts, and nobody else's age."""

import pytest

from assistant.asked_ages import own_ages


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("im 74 is that too old?", [74]),
        ("my mom is 74, can she join?", [74]),
        ("my dad is 80, can i sign him up", [80]),
        ("she is 9 months old", [0.75]),
        ("mi madre tiene 72 años, ¿puede participar?", [72]),
        ("¿puede entrar mi hijo de 6 meses?", [0.5]),
        ("我妈妈72岁，她能参加吗？", [72]),
        ("I'm 45 and want to be a donor", [45]),
        ("我今年72，能参加吗", [72]),
        ("外婆80了，病了好几年，能入组吗", [80]),
        ("她六十六了，得病二十年", [66]),
        ("我妈七十二岁，得红斑狼疮十几年了，能参加吗？", [72]),
        ("mi abuela cumplió 77, tiene lupus hace casi 12 años", [77]),
        ("mi madre tiene 72 y lleva más de 12 años con lupus", [72]),
        ("mi padre tiene 72 años y 12 años de evolución", [72]),
        ("my dad is 71 and has had gout for about 15 years", [71]),
        ("mum's 72, diagnosed 12 years ago", [72]),
        ("my cousin is 34", [34]),
        ("what about someone of 80", [80]),
        ("my creatinine is 45, i'm 60", [60]),
        ("tengo 45 años y mi creatinina es 2", [45]),
    ],
)
def test_the_age_of_who_would_take_part_is_read(text, years):
    assert [one.years for one in own_ages(text)] == pytest.approx(years)


@pytest.mark.parametrize(
    "text",
    [
        "I am 12 wk pregnant",
        "he is 3 days out of surgery",
        "I'm 6 cycles into chemo",
        "llevo 6 meses con prednisona",
        "es un tratamiento de 6 meses",
        "dando el pecho a mi bebé de 5 meses, ¿puedo participar?",
        "I am breastfeeding my 2 year old son",
        "我在哺乳，孩子1岁，能参加吗",
        "la donante tiene 55 años",
        "my donor is 65",
        "供者60岁，可以吗",
        "我妈妈72岁，我能参加吗？",
        "my wife is 68. can I join?",
        "mi padre tiene 80 años, ¿puedo participar?",
        "我妈妈今年72了，我能参加吗？",
        "我肌酐72，能参加吗",
        "我病了12年了，能参加吗",
        "mi abuela lleva casi 12 años con artritis",
        "my prolactin is 30",
        "my potassium is at 5",
        "my TSH came back at 12",
        "the result was at 14",
        "LVEF of 35",
        "I'm at 12 on the BVAS",
        "tengo 12 de hemoglobina",
        "mi estradiol salió en 12",
    ],
)
def test_a_time_and_another_persons_age_are_not_read(text):
    assert own_ages(text) == ()


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("I have a smoking history of 8 pack years", []),
        ("my wife is 70 years and 6 months old", [70.0]),
        ("a woman of 45 with lupus", [45.0]),
        ("can he join at 17?", [17.0]),
        ("my baby is 6 months old, can he join?", [0.5]),
    ],
)
def test_what_is_counted_and_the_months_beside_years_are_no_age(text, years):
    assert [one.years for one in own_ages(text)] == years


def test_a_child_at_home_is_not_who_would_take_part():
    assert own_ages("I have a 2 year old at home, can I join?") == ()
