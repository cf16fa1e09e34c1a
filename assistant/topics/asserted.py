"""Find what a question takes for granted: "since it is randomised, …", "the 12 sites", "…, right?"."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SUBJECT = r"(?:it|this|that|they|you|there|the|these|your|all|both|everyone|everybody|nobody|people|patients|participants|subjects|\d+|we know)"
_BECAUSE = re.compile(
    rf"\b(?:since|because|given(?: that)?|seeing (?:that|as|how)|now that|considering(?: that)?|knowing(?: that)?|even though|although)\s+"
    rf"(?={_SUBJECT}\b)(?P<a>[^,;?？!]+)"
    rf"|(?:^|[,.;:]\s*|\b(?:and|but|so|join|in|part|ask|now)\s+)as\s+(?={_SUBJECT}(?:['’]?s|['’]?re| \w+)\b)(?P<b>(?!soon|well|long|far|much|many)[^,;?？!]+)"
    r"|\b(?:i|we|my \w+|someone|somebody|people)(?:['’]ve|['’]m| have| was| am| were)? (?:read|hear|heard|saw|seen|told|understand|understood|gather|gathered|"
    r"thought|assume|assumed|says?|said)(?: \w+){0,2}? that (?P<c>[^,;?？!¿]+)"
    r"|\b(?:i|we)(?:['’]ve| have| was)? (?:read|heard|saw|understand|thought|told) (?P<d>(?:it|this|the|there|they|you)\b[^,;?？!]+)"
    r"|\b(?:it says|the (?:page|website|record) says|apparently|isn['’]?t it true(?: that)?|is it true that|they (?:say|said)(?: that)?)\s+(?P<e>[^,;?？!¿]+)"
    # "Why does it compare …" takes for granted that it does.
    r"|\b(?:why|how come) (?:do|does|did) (?P<j>(?:the (?:trial|study|record)|they|you|it|this (?:trial|study))\b[^,;?？!¿]+)"
    r"|\bpor qu[eé] (?P<k>(?:(?:el|este) (?:estudio|ensayo) )?(?:se )?compara\w*[^,;?？!¿]+)|为什么(?P<l>(?:要|会)?[^,，;；?？!！。]*(?:对比|比较)[^,，;；?？!！。]*)"
    r"|(?:既然|因为|由于|听说|据说|不是说|考虑到|看到|说是)(?P<f>[^,，;；?？!！。]+)"
    r"|\b(?:ya que|dado que|puesto que|porque|considerando que|sabiendo que|teniendo en cuenta que|aunque)\s+(?P<g>[^,;?？!]+)"
    r"|(?:^|[,.;¿]\s*)como\s+(?=(?:el|la|los|las|es|son|ya|este|esta|hay|est[aá]|se|todos)\b)(?P<h>[^,;?？!]+)"
    r"|\b(?:le[ií]|he le[ií]do|me dijeron|me han dicho|he o[ií]do|o[ií]|dicen|seg[uú]n (?:le[ií]|parece)|entiendo) (?:que )?(?P<i>[^,;?？!¿]+)",
    re.I,
)
_RIGHT = re.compile(
    r"^(?P<all>(?!\W*(?:who|what|whats|where|when|why|how|which|whose|is|are|am|do|does|did|can|could|will|would|may|should|has|have|qu[eé]|cu[aá]l\w*|"
    r"qui[eé]n\w*|cu[aá]ndo|cu[aá]nt\w*|d[oó]nde|c[oó]mo)\b)(?!.*(?:什么|哪|谁|几|多少|怎么)).{6,160}?)"
    r"(?:[,，]\s*(?:yes|no|true|s[ií])|(?:[,，]\s*|\s+)(?:right|correct|is(?:n['’]?t)? (?:it|that) (?:right|true|correct|so)|isn['’]?t it|doesn['’]?t it|aren['’]?t (?:they|you|there)|don['’]?t (?:they|you)|"
    r"verdad|cierto|no es (?:as[ií]|verdad|cierto)|es (?:cierto|verdad)|对吧|对吗|是吧|是吗|对不对|是不是|没错吧))\W*$",
    re.I,
)
_NAMED = re.compile(
    r"\b(?:the|these|those|your|all(?: the)?|its|their|both|with|of (?:the|these)|los|las|estos|estas|sus|con|这|那)\s*"
    r"(?P<n>(?:other )?(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|hundred|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|[一两二三四五六七八九十]+)"
    r"(?=[\s家个名位例]))(?P<rest>[^,;?？!.]{2,60})"
    r"|\b(?:this|your|the|este|esta)\s+(?P<adj>(?!trial|study)[^,;?？!.]{3,40}?\b(?:trial|study))\b|\b(?P<es>(?:este|esta|el|un) (?:ensayo|estudio) (?:de |en )?[^,;?？!.]{4,40})"
    r"|(?P<zh>(?:这个|该|这项)[^,，?？。]{2,14}(?:试验|研究))"
    r"|\b(?:the|your|el|la)\s+(?P<arm>(?:placebo|sham|dummy|control)\s+(?:arm|group|pill|infusion|injection|patients?)|(?:grupo|brazo) (?:de )?(?:placebo|control))",
    re.I,
)
_ASKED = re.compile(r"(?i)(?:\b(?:is|was|are|were|is it|es|será)|是(?:不是|否)?)\s*$")
"""Before a name it makes a question of it: "is this a …", not "in this …"."""


def asserted(text: str) -> tuple[str, ...]:
    """The stretches of a question that are said to be so, as the asker wrote them; each once, at most 160 characters."""
    return tuple(dict.fromkeys(part for part in _found(text[:1000]) if part))


def beside(text: str) -> str | None:
    """What a question asks beside the clause in which it says something to be so; None where nothing else is asked."""
    rest = _LEADS.sub("", _BECAUSE.sub(" ", text[:1000])).strip()
    return rest if rest != text and len(rest.split()) > 2 and re.search(r"[?？]", rest) else None


_LEADS = re.compile(r"(?i)^(?:[\s,.;:，。]|(?:so|and|then|but|also|y|entonces|tambi[eé]n)\b|那么?)+")


def _found(text: str) -> Iterator[str]:
    for m in _BECAUSE.finditer(text):
        yield _trimmed(next(g for g in m.groups() if g))
    # A sentence on its own may end in "right?"; what came before it is not part of what is asserted.
    for sentence in re.split(r"(?<=[.!?。！？])\s*", text):
        if tagged := _RIGHT.match(sentence.strip(" ¿")):
            yield _trimmed(_OPENING.sub("", tagged["all"]))
    for m in _NAMED.finditer(text):
        if m["n"]:
            yield _trimmed(m["n"] + m["rest"])
        elif _ASKED.search(text[: m.start()]):
            continue
        elif part := m["adj"] or m["zh"] or m["arm"] or (m["es"] if not _IS.search(m["es"] or "") else None):
            yield _trimmed(part)


_OPENING = re.compile(r"(?i)^(?:(?:so|and|but|then|well|ok|okay|entonces|así que)\b[,\s]*|那么?|所以)")
_IS = re.compile(r"(?i)^\w+ \w+ (?:es|ser[aá]|est[aá])\b")


def _trimmed(part: str) -> str:
    return re.sub(r"[“”\"‘’]", "'", part).strip(" '.,:;-，。¿?")[:160]
