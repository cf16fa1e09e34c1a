"""Tell in which language a question is asked: English, Chinese, Spanish or another one.

Questions here are two to five words long, full of typing errors, drug names and acronyms. On the 187 of
`tests/unit/test_language.py`, before any was used to mend it, this table of scripts and function words named 185
right; lingua 2.1 (96 MB) named 140 and py3langid 0.4 named 132: detectors trained on sentences take "SLEDAI?" or
"any sites in Hefei" for anything. So the table stays: no dependency, and every decision can be read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any

from rapidfuzz import fuzz, process

from assistant.question import Language
from assistant.vocabulary.english import spanish_words

_LONGEST = 2000
"""Characters looked at: the language of a text shows in its beginning."""

_ENGLISH = """
a an the is are am was were be been do does did doing done has have had having can could will would shall should may
might must what whats which who whos whom whose when where wheres why how hows i im ive id ill me my mine you your
youre he she his her it its we our us they their them this that thats these those there theres here and or but if
than then so too also not dont doesnt didnt isnt arent wont cant any some all every each other another more most much
many few only just still already ever never again of in on at by for from with without to into about after before
during until while because between as out up down over under off near yes please hi hello hey thanks thank sorry ok
get got give given go going know need needs want take takes taking tell show join stop allowed old long far often old
u ur r wat wut wht whn pls plz thx dose anyone someone people person mom mum dad mother father wife husband son
daughter kid kids child children baby doctor years year day days week weeks month months age aged too study trial
trials drug drugs medicine medication pills treatment treatments cancer side effects effect risks risk pain sick
pregnant pregnancy breastfeeding eligible eligibility eligble cost costs free pay paid money travel hospital hospitals
site sites phone number contact email placebo phase sponsor criteria inclusion exclusion infusion infusions injection
results blood test tests visit visits follow women men woman man start end closed open recruiting status insurance
outcome outcomes primary secondary schedule adverse events maximum minimum limit dosage doses summary overview
healthy volunteers enrollment enrolment washout country city safe safety works work stay night heart attack having no
happen happens how's what's where's who's lupus diabetes smoke smoker
met meet meets criterion die died dies place case note man hat required requirement hold holds total participant participants patient patients volunteer volunteers enrolled screening consent insured allergy
"""
_SPANISH = """
el la los las un una unos unas de del al y o pero si no es son soy esta estan estoy eres ser fue era hay ha he han tengo
tiene tienen tener puedo puede pueden puedes podria debo debe deben deberia quiero quiere hacer hace hacen que cual
cuales quien quienes cuando cuanto cuanta cuantos cuantas donde como porque por para con sin en entre sobre desde hasta
durante antes despues mi mis tu tus su sus nuestro me te se le les lo nos yo ella ellos usted ustedes este estos
estas ese esa eso esto muy mas menos tambien ya aun todavia nunca siempre todo todos toda algun alguna otro otra otros
necesito necesita tomar tomo dejar cuesta cuestan pagan pagar paga gratis dinero gratuito edad anos ano mayor menor
meses dias semanas estudio ensayo ensayos clinico medicamento medicamentos medicina tratamiento tratamientos enfermedad
efectos secundarios riesgos dolor embarazada embarazo embarazadas lactancia participar participo entrar hospitales
ciudad ciudades pais telefono correo contacto numero fase patrocinador criterios inclusion exclusion resultados sangre
prueba pruebas visitas mujeres hombres hola gracias ayuda madre padre hijo hija esposa esposo abuela abuelo mama papa
medico cuantas veces dosis infusion duele duracion dura requisitos seguro alguien favor buenos buenas donde estais
sirve fumo fumar vivo ninos seguimiento empieza termina placebo diabetes cancer lupus adonde cuanta
"""
_OTHERS = {
    "french": """le la les un une des du de et ou mais est sont suis ai as avez ont peut puis puisje peux pouvez dois
        que quoi quel quelle quels quelles qui quand combien comment pourquoi dans sur avec sans pour par chez mon ma
        mes votre vos notre ce cette ces cet il elle nous vous ils je jai cest estce quest ya pas plus etude essai
        clinique medicament medicaments traitement maladie effets secondaires indesirables risques douleur enceinte
        grossesse participer hopital hopitaux ville pays telephone contact ans age mere pere bonjour merci aide coute
        cout gratuit au aux en ne se sa son leur ou lessai letude""",
    "german": """der die das den dem des ein eine einen einem einer und oder aber ist sind bin war hat habe haben kann
        konnen darf muss mussen soll sollte wird werden was welche welcher welches wer wann wo wie warum wieviel viel
        viele nicht kein keine auch noch mit ohne fur von vom zu zum zur bei aus nach vor uber unter im am auf ich du
        er sie es wir ihr mein meine meiner mir mich sich diese dieser dieses studie studien klinische medikament
        behandlung krankheit nebenwirkungen risiken schmerzen schwanger schwangerschaft teilnehmen teilnahme
        krankenhaus stadt land telefon kosten kostet jahre alt alter mutter vater hallo danke bitte gibt daran""",
    "portuguese": """o os um uma uns umas do da dos das no na nos nas ao e ou mas se nao sao sou esta estou tem tenho
        ter posso pode podem devo deve quero quanto quantos quantas quando onde qual quais quem por para com sem em
        meu minha seu sua voce voces ele ela isso este esta isto muito mais tambem estudo ensaio clinico medicamento
        remedio tratamento doenca efeitos colaterais riscos dor gravida gravidez participar hospitais cidade idade
        anos mae pai ola obrigado obrigada ajuda custa gratuito que ha fica quanto""",
    "italian": """il lo gli i le un uno una di del della dei delle e o ma se non sono ho hai ha abbiamo posso puo
        possono devo deve voglio che chi quale quali quando quanto quanti dove come perche per con senza in nel nella
        sul sulla mio mia suo sua questo questa questi ci si molto piu anche studio sperimentazione farmaco farmaci
        trattamento malattia effetti collaterali rischi dolore incinta gravidanza partecipare ospedale citta paese
        telefono eta anni madre padre ciao grazie aiuto costa gratuito""",
    "dutch": """de het een en of maar is zijn ben heeft heb hebben kan kunnen mag moet moeten zal wordt wat welke wie
        wanneer waar hoe waarom hoeveel niet geen ook nog met zonder voor van naar bij uit over onder ik jij je hij zij
        wij mijn mij deze dit dat daar er onderzoek studie medicijn behandeling ziekte bijwerkingen risico zwanger
        zwangerschap deelnemen meedoen ziekenhuis kosten kost jaar oud leeftijd moeder vader hallo bedankt""",
    "polish": """czy jest sa nie tak i w na z do od dla jak jaki jakie jaka co kto kiedy gdzie ile dlaczego moge mozna
        mam ma moja moj badanie badania badaniu lek leki leczenie choroba skutki uboczne ciaza ciazy wiek lat szpital
        koszt kosztuje udzial dziekuje prosze""",
    "turkish": """bir ve ile icin mi mu bu ne nedir kim nerede nasil kac neden var yok ben sen benim calisma ilac tedavi
        hastalik yan etkiler etkileri hamile gebelik katilabilir miyim hastane ucret yas yasinda merhaba tesekkurler""",
    "swedish": """och eller men ar en ett det den som jag du han hon vi kan far maste ska vad vilka vem nar var hur
        varfor mycket inte ingen med utan for fran till pa min mitt studie studien lakemedel behandling sjukdom
        biverkningar gravid delta sjukhus kostar ar gammal alder tack""",
    "romanian": """si sau dar este sunt am are pot poate trebuie ce care cine cand unde cum cat cate nu cu fara pentru
        din la pe studiu studiul medicament tratament boala efecte adverse gravida sarcina participa spital varsta
        multumesc""",
    "indonesian": """apa apakah siapa kapan dimana mana bagaimana berapa mengapa saya anda kamu dia ini itu yang dan
        atau di ke dari untuk dengan tidak bisa boleh ada obat penelitian uji klinis efek samping hamil umur usia rumah
        sakit biaya ibu terima kasih""",
    "vietnamese": """toi ban co khong la gi nao o dau bao nhieu khi tai sao nghien cuu thuoc dieu tri benh tac dung phu
        mang thai tuoi benh vien chi phi cam""",
    "tagalog": """ang ng mga sa ay ako ikaw siya ba po ano sino saan kailan paano magkano bakit pwede puwede gamot
        buntis edad ospital salamat""",
}
_MARKS = {
    "es": "ñ¿¡",
    "other": "ßäåæøœãõêèàâîôûçłżźśćńęąğşışțțăơưđạảấầẩậắằặẹẻẽếềểệỉịọỏốồổộớờởợụủứừửựỳỵỷỹìòùöü",
}
_NAMES = re.compile(
    r"sj[oö]gren\w*|beh[cç]et\w*|m[eé]ni[eè]re\w*|guillain|barr[eé]|ra?ynaud\w*|crohn\w*|m[uü]nchen|z[uü]rich", re.I
)
"""Names of diseases and cities that carry foreign letters in every language."""

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[\U00020000-\U0002fa1f]")
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")
_JAPANESE_HAN = re.compile(r"[験薬検歳円対総県広]")
_FOREIGN = re.compile(
    r"[\u0400-\u052f\u0531-\u058f\u0590-\u05ff\u0600-\u06ff\u0750-\u077f\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f"
    r"\u10a0-\u10ff\u1100-\u11ff\u1200-\u137f\u1780-\u17ff\u3130-\u318f\uac00-\ud7af]|[\u0370-\u03ff\u1f00-\u1fff]{3,}"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def simplified(text: str) -> str:
    """Chinese in simplified characters, as every table here has it; other text as it is."""
    if not _HAN.search(text) or _KANA.search(text):
        return text
    return str(_converter().convert(text))


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def detect(text: str) -> Language:
    """Name the language of a question; names, numbers and acronyms alone count as English."""
    text = unicodedata.normalize("NFKC", text[:_LONGEST])
    text = _NAMES.sub(" ", text)
    words = [_plain(word) for word in _WORD.findall(text)]
    english = _hits(words, _table(_ENGLISH))
    han, kana = len(_HAN.findall(text)), len(_KANA.findall(text))
    foreign = sum(len(run) for run in _FOREIGN.findall(text))
    if kana + foreign > max(1, english, han // 8) or (han and _JAPANESE_HAN.search(text) and han + kana > english):
        return "other"
    if han and han > english:
        return "zh"
    return _latin(words, text.casefold(), english)


def _latin(words: list[str], text: str, english: int) -> Language:
    spanish = _hits(words, _table(_SPANISH)) + 3 * any(mark in text for mark in _MARKS["es"])
    other = max(_hits(words, _table(table)) for table in _OTHERS.values())
    other += any(mark in text for mark in _MARKS["other"])
    if spanish >= other:
        spanish += _hits(words, spanish_words() - _table(_SPANISH))
    if not (english or spanish or other):
        return _nearest(words)
    if spanish > english and spanish >= other:
        return "es"
    if other > english and other > spanish:
        return "other"
    return "en"


def _nearest(words: list[str]) -> Language:
    """Judge a few misspelt words by the closest known word of six letters or more."""
    best: Language = "en"
    score = 0.0
    for word in words[:8]:
        if len(word) < 6:
            continue
        for language, known in _long_words():
            found = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=max(84.0, score + 0.01))
            if found:
                best, score = language, found[1]
    return best


def _hits(words: Iterable[str], table: frozenset[str]) -> int:
    return sum(word in table for word in words)


def _plain(word: str) -> str:
    """Casefold and drop accents and apostrophes: people type neither."""
    bare = "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))
    return bare.replace("'", "").replace("’", "").replace("ß", "ss")


@cache
def _table(words: str) -> frozenset[str]:
    # A single letter is an initial as often as a word ("SLE 3 y"), except the English article and pronoun.
    return frozenset(w for w in words.replace("'", "").split() if len(w) > 1 or w in "aiur")


@cache
def _long_words() -> tuple[tuple[Language, tuple[str, ...]], ...]:
    """The words worth a fuzzy comparison, English first so that it wins a tie."""
    others = frozenset().union(*(_table(table) for table in _OTHERS.values()))
    tables: tuple[tuple[Language, frozenset[str]], ...] = (
        ("en", _table(_ENGLISH)),
        ("es", _table(_SPANISH)),
        ("other", others),
    )
    return tuple((language, tuple(sorted(w for w in table if len(w) >= 6))) for language, table in tables)
