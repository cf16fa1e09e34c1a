"""What people need to know that registry records seldom say: each is looked for, word by word, before it is denied."""

from __future__ import annotations

from assistant.topics.mention import mention_topic
from assistant.topics.topic import Topic

TOPICS = (
    Topic("cost", mention_topic("quotes", r"\b(?:costs?|free of charge|at no charge|fees?|out[- ]of[- ]pocket|expenses?|paid by|pay for|charged|billed)\b", unless=r"(?i)cost-?effective|health ?care costs|costs? analysis|follow-up cost|cost[- ]utility")),
    Topic("compensation", mention_topic("quotes", r"\b(?:compensat\w*|reimburs\w*|stipend|gift cards?|paid for (?:their|your) (?:time|participation)|payment|remunerat\w*|incentives?|vouchers?)\b", unless=r"(?i)decompensat|compensated (?:cirrhosis|liver|heart)|compensatory")),
    Topic("travel", mention_topic("quotes", r"\b(?:travel\w*|transport\w*|accommodation|lodging|hotel|mileage|parking)\b", unless=r"(?i)travel(?:ed|led)? (?:to|history)|transport(?:er|ation of)|oxygen transport")),
    Topic("insurance", mention_topic("quotes", r"\b(?:insur\w+|health plan|medicare|medicaid|social security)\b", unless=r"(?i)to (?:e|i)nsure|insulin")),
    Topic("hospital_stay", mention_topic("quotes", r"\b(?:hospitali[sz]\w*|in-?patients?|overnight|hospital stay|out-?patients?|discharged?|admitted|admission|nights?)\b", unless=r"(?i)(?:rate|number|incidence|frequency) of (?:re)?hospitali|hospitali[sz]ations? (?:for|due|within|in the)|been hospitali|nightmares?")),
    Topic("withdrawal", mention_topic("quotes", r"\b(?:withdraw (?:consent|from|at any)|voluntar\w* (?:withdraw|participat\w*)|leave the study|drop ?out|free to withdraw|discontinue participation)\b")),
    Topic("confidentiality", mention_topic("quotes", r"\b(?:confidential\w*|privacy|anonymi[sz]\w*|de-?identif\w*|pseudonym\w*|data protection|encrypted)\b")),
    Topic("ethics", mention_topic("quotes", r"\b(?:ethic\w*|institutional review board|IRB|IEC|ethics committee|Declaration of Helsinki)\b")),
    Topic("after_trial", mention_topic("quotes", r"\b(?:after the (?:study|trial) (?:ends?|is over|is completed)|post-?trial|open-?label extension|extension (?:study|phase|period)|roll-?over|continue(?:d)? (?:access|treatment) after)\b")),
    Topic("retreatment", mention_topic("quotes", r"\b(?:re-?treat\w*|second (?:infusion|dose|course)|repeat(?:ed)? (?:dos\w*|infusions?|treatment)|re-?dos\w*|re-?infus\w*|single[- ]dose|one[- ]time|additional (?:dose|infusion)s?)\b")),
    Topic("vaccines", mention_topic("quotes", r"\bvaccin\w*|\bimmuni[sz]ations?\b", specific=True)),
    Topic("diet", mention_topic("quotes", r"\b(?:diet\w*|fast(?:ing|ed)|food|meals?|grapefruit|eat(?:ing)?|fluid intake)\b", unless=r"(?i)food and drug administration|breakfast", specific=True)),
    Topic("alcohol_smoking", mention_topic("quotes", r"\b(?:alcohol\w*|smok\w+|tobacco|nicotine|cigarettes?|vap(?:e|ing)|cannabis|marijuana|drug abuse|substance (?:abuse|use)|illicit)\b", specific=True)),
    Topic("work_driving", mention_topic("quotes", r"\b(?:driv(?:e|ing)|operate machinery|employ\w*|return to work|school|exercise\w*|physical activity|sports?)\b", specific=True)),
    Topic("caregiver", mention_topic("quotes", r"\b(?:care-?givers?|carers?|companions?|accompan\w+|legal(?:ly)? (?:authori[sz]ed )?(?:representative|guardian)|parents?|partner|spouse|family members?)\b")),
    Topic("remote", mention_topic("quotes", r"\b(?:tele-?(?:health|medicine|phone|visit)\w*|remote(?:ly)?|online|video (?:call|visit)s?|at home|home[- ]based|virtual\w*|smartphones?|internet|app)\b", specific=True)),
    Topic("language_requirement", mention_topic("quotes", r"\b(?:(?:speak|read|write|understand|fluent|literate|proficien\w*)[^.;]{0,40}(?:english|spanish|chinese|french|german|language|mandarin|hebrew|arabic|danish|dutch|japanese)|(?:english|spanish|chinese|french|german|dutch|danish)[- ](?:speaking|language|literate)|language (?:barrier|skills)|interpret\w*|translat(?:or|ion))\b", specific=True)),
    Topic("samples", mention_topic("quotes", r"\b(?:blood (?:samples?|draws?|tests?|collection)|biops(?:y|ies)|peripheral blood|urine (?:samples?|tests?)|lumbar puncture|saliva|swabs?|tissue samples?|MRI|CT scans?|X-?rays?|PET|imaging|ultrasound)\b", unless=r"(?i)history of|unable to|contraindicat", specific=True)),
    Topic("genetic_testing", mention_topic("quotes", r"\b(?:genetic\w*|genom\w*|DNA|sequencing|genotyp\w*)\b")),
    Topic("stopping_rules", mention_topic("quotes", r"\b(?:stopping (?:rules?|criteria)|dose[- ]limiting|discontinu\w*|premature(?:ly)? (?:stop|terminat)\w*|limit the dose)\b")),
    Topic("distance", mention_topic("quotes", r"\b(?:within \d+ (?:miles?|km|kilomet\w+|hours?) (?:of|from|drive)|reside|live within|resident of|residency|proximity)\b")),
)  # fmt: skip
