"""Reports of an agency and of others, in our own words, for tests of copies and origins."""

from __future__ import annotations


def _read(text: str) -> tuple[str, ...]:
    """Paragraphs, with the lines of each put together."""
    return tuple(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


LEAD, *DETAILS = _read("""
Gunmen on motorcycles attacked a crowded fish market in the lakeside town of Berenga early on Tuesday, killing at
least eleven traders and burning most of the stalls, local officials and two witnesses said.

The attackers came from the direction of the reed beds shortly after the dawn prayer and fired into the rows of
women who were sorting the night's catch, according to the head of the traders' union.

"We threw ourselves behind the ice boxes and waited until the engines were gone," said Halima Dorsa, who sells
smoked perch and has worked at the market for nineteen years.

A nurse at the district clinic said that twenty-six people had been brought in with gunshot wounds, nine of them in
a serious condition, and that the clinic had run out of blood by noon.

The governor ordered a curfew from dusk until dawn in three wards and asked the army for a company of marines to
guard the landing stages until the end of the month.
""")
BACKGROUND = _read("""
Armed groups that live on smuggled fuel have fought for control of the lake's islands since the fishing treaty
lapsed four years ago, and more than sixty thousand people have left their homes on the eastern shore.

A force sent by four neighbouring countries patrols the open water, but its boats seldom enter the reed beds, where
the groups keep their camps and tax every net that is set.
""")
REPORT = "\n\n".join((LEAD, *DETAILS, *BACKGROUND))
AGENCY_REPORT = f"BERENGA (Xinhua) -- {REPORT}"

OWN_LEAD, OWN_TAIL = _read("""
The market that feeds half of our city fell silent this week, and the price of smoked perch had doubled in the
capital by the evening, as our reporters found on a walk through the covered halls.

Readers who have relatives on the eastern shore can leave messages with our newsroom, which passes lists of the
displaced to the aid office every morning.
""")
# The same attack, told by somebody who was there, with the one sentence that the governor's office gave to all.
INDEPENDENT = "\n\n".join(
    _read("""
Eleven fish sellers are dead in Berenga and the town's market is a field of ash after armed men rode in at first
light on Tuesday and shot at everybody they saw.

I counted forty burnt stalls along the quay. Boys were pulling nets out of the water with shoes in them. Nobody from
the police had come by ten o'clock, and the dead lay under tarpaulin where the ice is usually broken.

The governor ordered a curfew from dusk until dawn in three wards, his office said in a statement.

Amadu Kell, who mends engines, lost two sisters. He says that the riders wore the grey coats of the island men and
that one of them called out the name of a boat that the marines had seized last month.
""")
)
# Another report of the same agency on the same day: other news, the same two paragraphs of background.
_DUES = _read("""
BERENGA (Xinhua) -- Traders on the eastern shore of the lake will pay no harbour dues until the rains, the regional
assembly decided on Tuesday, after a season in which two of every three boats stayed on land.

The waiver costs the region some four million, about a tenth of its income, and will be paid for by a levy on
cement, the finance committee's chairwoman said after a vote that went late into the night.

Opponents walked out before the count and said that the money would end with the owners of the big trawlers, who do
not land their catch in the region at all.
""")
OTHER_STORY = "\n\n".join((*_DUES, *BACKGROUND))
# What an outlet makes of the agency's report: its opening as it is, the rest told anew.
_ANEW = _read("""
Xinhua reports that the clinic in the town was overwhelmed. Hospitals in the capital have offered beds, and a barge
with doctors left the northern port in the afternoon, a spokesman for the ministry told this newspaper.

It is the second attack on a market since the dry season began. In the first, at Sorro, nobody was hurt, but the
riders took the strongbox of the cooperative and drove off with three outboard engines and a boy.
""")
REWRITTEN = "\n\n".join((LEAD, DETAILS[0], *_ANEW))
