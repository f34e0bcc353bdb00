"""What prose may say of a treatment only if it is bound, denied or asked: promises, praise, comparisons."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from schemas.wording.numbers import PEOPLE

_OUTCOME = (
    r"(?:alive|liv(?:e[ds]?|ing)|surviv\w+|respon(?:d\w*|ses?)|cured?|died?|dying|dead|relaps\w+|shrank|shr[iu]nk\w*"
    r"|remissions?|gr[eo]w\w*|without growth|free of|recover\w*|better|longer|benefit\w*|helped|deaths?|respond\w*"
    r"|progression-free)"
)
_LIFE = r"(?:surviv\w+|li(?:fe|ves)|respon\w+|remissions?|chances?|outlook|outcomes?|prognosis|time without \w+)"
_HARM = r"(?:risks?|deaths?|dying|growth|relapses?|progression|mortality|spread|recurrences?|side effects|harms?)"
_BE = r"(?:is|are|was|were|be|been|seems?|looks?|looked|proved|became|become)"
_VERY = r"(?:(?:much|far|clearly|even|no|significantly|markedly|slightly|somewhat|a lot|so) )?"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# said of what will be, or of everybody: no figure of a group can bear it
PROMISE = _any(
    r"\b(?:success|remission|recovery|response|a cure) is (?:certain|sure|assured)\b",
    r"\balive and well\b",
    r"\byou(?:r \w+)? (?:have|has|had|get|gets|stand|stands) (?:an? |the |every )?(?:\w+ )?(?:chance|odds|risk|likelihood|probability)\b",
    r"\byour (?:chance|odds|risk|likelihood|probability) (?:of|is|was)\b",
    r"\bguarante\w+", r"\bassured?\b", r"\b(?:is|are|be) (?:sure|certain|bound|going) to \w+",
    r"\b(?:you|you['’]ll|patients|they|people|your (?:\w+ )?(?:cancer|tumou?rs?|chances?|life|remission|body))(?:['’]ll| will| are going to)"
    r" (?!(?:happen|also|still|be asked|find|see|read|need|want)\b)\w+",
    r"\bwill (?:surely |certainly |soon |always )?(?:work|help|respond|heal|cure|shrink|save|live|survive|beat|stop|make you)\b",
    r"\bworks? (?:\w+ )?(?:for|in|on) (?:\w+ )?(?:you|everyone|everybody|anyone|all|most|many|each|people|patients|women|men)\b",
    r"\bworks? (?:well|wonders)\b", r"\b(?:it|this|that|\w+(?:ib|ab|el|ine))\s+(?:really )?works\b(?! (?:by|on|against|with|only|differently|in)\b)",
    r"\b(?:always|never|certainly|definitely|surely) (?:works?|fails?|helps?|responds?)\b", r"\bwithout fail\b",
    r"\bproven (?:to|treatment|drug|cure|way|success)\b", r"\bfor good\b", r"\bforever\b", r"\bpermanent(?:ly)?\b",
    r"\bnothing to (?:fear|lose)\b", r"\bonce and for all\b", r"\bthe answer to (?:your|the) cancer\b",
)  # fmt: skip
CURE_WORDS = _any(
    r"\b(?:stops?|kills?|destroys?|keeps?) (?:the |your |their )?(?:cancer|disease|tumou?rs?|\w+oma)\b",
    r"\b(?:cancer|disease|tumou?rs?|\w+oma) (?:disappears?|melts?|vanish(?:es)?|goes away|never (?:comes?|came) back)\b",
    r"\bheal(?:s|ed|ing)?\b", r"\bcancer[- ]free\b", r"\bfree (?:of|from) (?:the )?(?:cancer|disease)\b",
    r"\b(?:beats?|beat|beaten|defeat\w*|conquer\w*|eradicat\w+|wip(?:es?|ed) out|eliminat\w+|banish\w*) (?:the |their |your |away )?(?:cancer|disease|tumou?rs?|\w+oma)\b",
    r"\b(?:cancer|disease|tumou?rs?|\w+oma) (?:is|was|are|were|has|have|had) (?:been )?(?:gone|beaten|defeated|eradicated|vanished|wiped out)\b",
)  # fmt: skip
BEST = re.compile(
    r"(?<!\bits )(?<!\btheir )\b(?:best|most (?:effective|active|powerful|promising|successful))\b"
    r"(?! (?:response|overall response|supportive care|result so far|available care|interests?|of \w+ knowledge))",
    re.IGNORECASE,
)
ADVICE = _any(
    r"\bworth (?:a|the) (?:try|risk)\b",
    r"\b(?:everyone|everybody|all (?:people|patients)) (?:should|must|ought to) (?:take|get|have|use|try|receive|be given)\b",
    r"\bask (?:your (?:doctor|team) )?for \w+(?:mab|nib|lib|parib|taxel|platin|cel|clax)\b",
    r"^(?:choose|take|try|get|start|demand) \w+(?:mab|nib|lib|parib|taxel|platin|cel|clax)\b",
    r"\brecommend\w*", r"\badvis(?:es?|ed)\b", r"\b(?:drug|treatment|therapy) of choice\b", r"\b(?:you|patients|people) (?:should|must|ought to) (?:take|get|have|use|choose|ask for|try|start|begin|receive|be given|be offered|be treated)\b",
    r"\bworth (?:taking|trying)\b",
)  # fmt: skip
PRAISE = _any(
    r"\bthanks to\b", r"\b(?:this|which|that|it) proves\b", r"\bowe[ds]? (?:it|their (?:life|lives)) to\b",
    r"\b(?:more|less|better|longer|higher|larger|deeper) than (?:in |with |on )?(?:any|all|every) other (?:drug|treatment|trial|study)s?\b",
    r"\bnever (?:grew|came back|come back|comes back|returned|relapsed)\b(?! in\b)",
    r"\b(?:remission|response|survival|cure) rates? (?:was|is|were|are) (?:very |so )?(?:high|good)\b",
    r"\b(?:impressive|remarkabl[ey]|excellent|outstanding|dramatic(?:ally)?|unprecedented|amazing\w*|incredibl[ey]|spectacular\w*"
    r"|stunning|extraordinar\w+|astonishing|exciting|superb|magic|silver bullet|golden|wonderful|fantastic|highly effective"
    r"|very effective|powerful|potent|hugely|great (?:success|hope|results?)|long[- ]awaited)\b",
)  # fmt: skip
EFFECT = _any(
    rf"\b{_BE} (?:\w+ly |as |just as |equally )?(?:effective|successful|safe|harmless|well tolerated|gentle|mild)\b",
    r"\bwell[- ]tolerated\b", r"\bharmless\b", r"\b(?:ha(?:s|d|ve)|with|causes?|caused|gives?|there (?:is|are|were)|were|was) (?:no|hardly any|few|almost no) (?:\w+ )?(?:side effects|harms?)\b",
    r"\b(?:without|free of) (?:any |\w+ )?(?:side effects|harms?)\b",
    r"\bbenefit(?:s|ed|ted)? (?:from|over)\b", r"\b(?:clear|real|proven|great) benefits?\b", r"\bsaves? lives\b", r"\bsaved (?:\w+ )?lives\b",
)  # fmt: skip
LASTING = _any(
    r"\blast(?:s|ed)? (?:very )?long\b",
    r"\blong[- ](?:lasting|lived|term (?:surviv\w+|remission\w*|respon\w+|control))\b", r"\blasting (?:remission|respon\w+|control|benefit)\w*",
    r"\bfor (?:many )?(?:years|decades)\b", r"\bdeep(?:er|est)? (?:and \w+ )?(?:respon\w+|remission\w*)\b",
)  # fmt: skip
# how many, without a number
QUANTITY = re.compile(
    r"(?<!\bout )(?<!\bof )(?<!\babout )(?<!\bfor )(?<!\bto )(?<!\bamong )(?<!\bfrom )(?<!\bin )(?<!\bwith )(?<!\bthan )"
    r"\b(?P<how>most|(?:vast |great )?majority|overwhelming part|lion['’]s share|nearly (?:all|every\w*)|almost (?:all|every\w*|no\w*)|virtually (?:all|every\w*)"
    r"|hardly any\w*|every (?:single )?(?:one|patient|person|woman|man)|everyone|everybody|all|no one|nobody|none|no (?:patients?|person|people)"
    r"|(?:very |only a |(?<!\ba ))few|minority|(?:only )?a handful)\b"
    rf"(?: of)?(?: the| these| those| them| treated)?(?: {PEOPLE})?(?: (?!(?:which|whether|who|how|if|knows?|compared|took)\b)[\w'’-]+){{0,5}}?"
    r" (?P<what>alive|live[ds]?|surviv(?:ed?|es)|respond(?:ed)?|cured|died?|dead|relapsed?|shrank|improved|lasts?|stopped|(?:do|does|did) well|went away|disappear(?:s|ed)?|benefit(?:ed|s)?|recovered|did well"
    r"|ha(?:d|ve|s) (?:a |an |no |any )?(?:\w+ )?(?:responses?|remissions?|relapses?|growth|side effects)"
    r"|(?:is|are|was|were) (?:\w+ )?(?:well|cured|better|free|without|complete)|(?:is|are|was|were) complete)\b",
    re.IGNORECASE,
)
IN_MOST = re.compile(
    r"\b(?:shrank|shrunk|smaller|worked|remissions?|responses?|responded)\b(?: \w+){0,2}? in "
    rf"(?P<how>most|the majority of|nearly all|almost all|virtually all|all) (?:of the )?{PEOPLE}",
    re.IGNORECASE,
)
NO_DEATHS = re.compile(
    r"\bno (?:deaths?|relapses?) (?:occurred|happened|were|was|followed)\b", re.IGNORECASE
)
_AMOUNTS = (QUANTITY, IN_MOST, NO_DEATHS)
# the subject is said to fare better (or worse) than others
BETTER = _any(
    rf"\b{_LIFE} (?:was |were |has |have )?(?:\w+ly )?(?:improved|doubled|tripled|rose|increased|went up)\b",
    r"\bbetter quality of life\b",
    r"\b(?:risks?|rates?|odds|chances?) of (?:death|dying|growth|relapse|progression)\b[^.;:]{0,20}?\b(?:fell|dropped|lower|smaller|decreased|declined|went down|cut)\b",
    r"\bdeath rates? (?:fell|dropped|went down)\b",
    r"\b(?:shrank|shrinks?) more\b",
    r"\bgrowth (?:came|comes|began|was) (?:\w+ly )?(?:later|slower|rarer|delayed)\b",
    rf"\b(?:{_LIFE}|liv\w+|alive|last\w*|stay\w*|went|go|growth)\b[^.;:\ue000]{{0,25}}?\b(?<!no )(?<!any )(?<!or )longer\b(?! than (?:the|a|an) (?:median|visit))",
    rf"(?<!no )(?<!or )\blonger (?:\w+ ){{0,2}}?(?:{_LIFE}|liv\w+|control|progression\w*|time)",
    rf"\b(?:works?|worked|working|do|does|did|doing|fare[ds]?|faring|performs?|performed|responds?|responded|{_BE}) {_VERY}(?:better|superior)\b",
    rf"\bbetter (?:than|{_LIFE}|results?|control|drug|treatment|choice|option)\b", r"\bsuperior\b", r"\boutperform\w*", r"\boutliv\w*", r"\boutlast\w*",
    r"\bwins?\b", r"\bwon\b", r"\bbeats?\b", r"\bcame out ahead\b", r"\badvantage\b", r"\bmore (?:effective|active|successful|powerful)\b",
    rf"\bmore (?:often|{PEOPLE}|of (?:them|the people))\b[^.;:]{{0,40}}?\b(?:alive|lived?|surviv\w+|respon\w+|shrank|shrink\w*|without growth|remissions?)\b",
    r"\b(?:respon\w+|shrank|shrink\w*|remissions?)\b[^.;:\ue000]{0,20}?\bmore (?:often|likely|common\w*|frequent\w*)\b", r"\bmore (?:likely|common) (?:to )?(?:respon\w+|remission|live|survive|be alive)\b",
    r"\bmore (?:responses|remissions|survivors)\b", rf"\b(?:higher|greater|improved|increased|prolonged|extended) (?:\w+ )?(?:{_LIFE}|rates? of (?:response|survival|remission))",
    rf"\b(?:improv|prolong|extend|lengthen|increas|boost|enhanc|doubl|tripl|rais)(?:e?s|e?d|ing|e)?\b[^.;:]{{0,30}}?\b{_LIFE}\b", r"\badd(?:s|ed)? (?:years|months|time|life)\b",
    rf"\b(?:reduc|lower|cut|halv|slash|decreas|prevent|delay|slow|lessen)(?:e?s|e?d|t?ing|e)?\b[^.;:]{{0,30}}?\b{_HARM}\b",
    rf"\b(?:fewer|less|lower|smaller|reduced|rarer) (?:\w+ )?(?:{PEOPLE}[^.;:]{{0,30}}?\b(?:died|dead|relaps\w+)|{_HARM})", r"\b(?:safer|gentler|milder|less toxic|better tolerated|less harmful|easier to bear)\b",
    r"\b(?:died|relapsed|grew) (?:less often|more slowly)\b",
    r"\b(?:did|do|does|fared?|lived?|worked) (?:just )?as (?:well|long) as\b", r"\b(?:a )?gain of (?:\w+ )?(?:years|months|weeks)\b",
)  # fmt: skip
WORSE = _any(
    r"\bless (?:effective|active|successful)\b",
    r"\bshorter (?:\w+ )?(?:surviv\w+|li(?:fe|ves)|remissions?)", rf"\b(?:works?|worked|do|does|did|fare[ds]?|{_BE}) {_VERY}(?:worse|inferior)\b", r"\bworse (?:than|survival|outcomes?|outlook)\b",
    rf"\bmore (?:{PEOPLE}[^.;:]{{0,30}}?\b(?:died|dead|relapsed)|deaths|harms?|side effects|toxic)\b", r"\b(?:higher|greater|increased|raised) (?:\w+ )?(?:risk|rate|odds) of (?:death|dying|relapse|growth|harm|side effects)\b", r"\binferior\b",
)  # fmt: skip

_NOT_A_DENIAL = re.compile(
    r"\bno (?:doubt|question|wonder|exceptions?|less|matter)\b|\bnot (?:only|just|merely|least|without|in doubt|to be doubted)\b|\bwithout (?:a |any )?(?:doubt|exceptions?|question)\b"
    r"|\bnothing (?:less|short)\b|\b(?:nobody|no one|none) (?:doubts?|denies|can deny|disputes?)\b|\b(?:cannot|never|does not|do not|did not) (?:fail|be denied|be doubted)\b|\bno longer\b|\bno fewer\b|\bwithout (?:growth|progression|relapse)\b|\bnot? (?:one|a single)[^.;]*? but\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"\b(?:not|no|nor|never|neither|cannot|nobody|none|without|unlikely|rarely|seldom|hardly|whether|unless|nothing|instead of)\b|n['’]t\b|^if\b|\bif\b"
    r"|\b(?:claims?|claimed|says?|said|written|read|think|believe|expect(?:ed)?|hope|ask) that\b|\bcareful with\b|\bhow (?:much|many|often|long|likely|well|we|you)\b|\bwhich\b|\bwhat (?:makes?|it|would|is|are)\b|\bthe (?:word|term)s?\b",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(
    r"\b(?:has|have|had|would have) (?:still |yet )?to be (?:shown|proven|tested|seen)\b|\b(?:is|are|was|were|has|have|had|could|can)(?:n['’]t| not| never)(?: \w+){0,2}? (?:shown|proven|settled|clear|tested|found|compared|read|seen|known)\b"
    r"|\bcannot be (?:read|told|known|said|proven|shown|promised|guaranteed)\b|\b(?:is|are|remains?) (?:unclear|unknown|uncertain|open|unsettled)\b|\bnot known whether\b|\bis another question\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[.;:!?—–|]|, (?:but|and|yet|so|which)\b|\b(?:but|because|although)\b|^Yet\b", re.IGNORECASE
)


class Claim(NamedTuple):
    """A claim as said, and where in the words."""

    text: str
    start: int
    end: int


@cache
def claims(words: str, pattern: re.Pattern[str], spans: bool = False) -> tuple[Claim, ...]:
    """Places where ``pattern`` is said, and neither denied nor left open.

    ``spans``: the pattern begins before its last word, so a denial may stand inside it.
    """
    words = ENDPOINT_NAMES.sub(lambda match: " " * len(match.group()), words)
    return tuple(
        Claim(match.group(), match.start(), match.end())
        for match in pattern.finditer(words)
        if not is_denied(words[: match.end() if spans else match.start()], words[match.end() :])
    )


@cache
def amounts(words: str) -> tuple[re.Match[str], ...]:
    """Amounts of people without a number, such as “most people lived”, that are not left open."""
    found = (match for pattern in _AMOUNTS for match in pattern.finditer(words))
    return tuple(m for m in found if not is_denied(words[: m.start()], words[m.end() :]))


@cache
def praise(words: str) -> tuple[Claim, ...]:
    return tuple(Claim(match.group(), *match.span()) for match in PRAISE.finditer(words))


@cache
def is_open_question(words: str) -> bool:
    """Does it ask, and claim nothing by asking?"""
    return OPEN_QUESTION.match(words) is not None


def is_denied(before: str, after: str) -> bool:
    """Is what stands between these denied, left open, or reported as somebody's claim?

    A denial counts in the clause of the claim, before it, or where the sentence ends in one (“has
    to be shown”); “no doubt” and its like deny nothing.
    """
    clauses = list(_CLAUSE.finditer(before))
    clause = before[clauses[-1].end() :] if clauses else before
    if _DENIAL.search(_NOT_A_DENIAL.sub(" ", clause)) or CANNOT_TELL.search(before):
        return True
    stop = re.search(r"[.;:!?]", after)
    return bool(_DENIED_AFTER.search(after[: stop.start()] if stop else after))


CANNOT_TELL = re.compile(r"\bcannot tell: ", re.IGNORECASE)  # “What it cannot tell: that you …”
# names that hold words of outcomes
ENDPOINT_NAMES = re.compile(
    r"\((?:overall|[\w-]+-(?:specific|free)) survival\)|\bresponse rates?\b|\bduration of response\b",
    re.IGNORECASE,
)
# “to lower the risk” tells an aim; “shown to lower” tells a result
AIM = re.compile(
    r"(?<!shown )(?<!proven )(?<!proved )(?<!known )(?<!found )(?<!able )(?<!help )(?<!helps )(?<!helped )(?<!seems )(?<!likely )(?<!sure )(?<!going )(?<!seen )\bto $",
    re.IGNORECASE,
)
# a question that asks; “did you know” tells
OPEN_QUESTION = re.compile(
    r"^(?!(?:did|do) you know|why\b|who (?:would|does)|what if|guess|\w+n['’]t\b)[^.]*(?<!right)(?<!isn't it)\?\W*$",
    re.IGNORECASE,
)
