# ruff: noqa: E501 - tables are kept at one row a line
"""Contradictions between the sources of region `flevoland-mra`, and the choice made for each."""

from __future__ import annotations

#: Documents keep their Dutch names in both languages: that is how they are found.
COLUMNS = ("id", "subject_nl", "subject_en", "found_nl", "found_en", "choice_nl", "choice_en", "source")

_REPORT = "Voortgangsrapportage Woondeals Flevoland, 2024"
_VISION = "Ontwerp-Omgevingsvisie Almere, 2025"

_ROWS: tuple[tuple[str, str, str, str, str, str, str, str], ...] = (
    ("X001", "Opgave 2022-2023 van de Woondeal", "Target 2022-2023 of the housing deal",
     "De tekst deelt de opgave door negen jaar, wat 8.832 geeft; de tabel noemt 7.751 (5.800 en 1.951).",
     "The text divides the target by nine years, which gives 8,832; the table says 7,751 (5,800 and 1,951).",
     "De fasering uit de tabel telt; er wordt niet met een rechte lijn vanaf 2022 gerekend.",
     "The phasing in the table counts; no straight line from 2022 is used.", _REPORT),
    ("X002", "Peildatum van de toename in 2024", "Reference date of the growth in 2024",
     "De 2.399 woningen lopen volgens de tekst tot 1 november en volgens de tabel tot 1 december 2024.",
     "The 2,399 homes run to 1 November in the text and to 1 December 2024 in the table.",
     "1 december 2024: de vergelijking met 2023 loopt ook tot die dag. Voor het hele jaar gelden de CBS-cijfers.",
     "1 December 2024: the comparison with 2023 runs to that day as well. For the whole year the figures of CBS count.", _REPORT),
    ("X003", "Plannen zonder status", "Plans without a status",
     "Hard (16.249) en zacht (24.233) zijn samen 430 minder dan het totaal van 40.912.",
     "Hard (16,249) and soft (24,233) plans are 430 short of the total of 40,912.",
     "Er is een derde status 'onbekend' met 430 woningen, toegedeeld aan Almere omdat die opgave nog niet volledig was.",
     "There is a third status 'unknown' with 430 homes, given to Almere because its return was not complete.", _REPORT),
    ("X004", "Gemeenten in het MRA-deel van de Woondeal", "Municipalities in the MRA part of the housing deal",
     "Eén zin noemt Almere en Dronten, de rest van de tekst Almere en Lelystad; Dronten zit ook in ZUND.",
     "One sentence names Almere and Dronten, the rest of the text Almere and Lelystad; Dronten is in ZUND too.",
     "Almere en Lelystad vormen het MRA-deel, Dronten hoort bij ZUND.",
     "Almere and Lelystad form the MRA part, Dronten belongs to ZUND.", _REPORT),
    ("X005", "Jaar van de RRAAM-afspraak", "Year of the RRAAM agreement",
     "De tekst plaatst de ambitie van 15.000 woningen in Oosterwold in 2023; RRAAM is van 2013.",
     "The text dates the ambition of 15,000 homes in Oosterwold to 2023; RRAAM is of 2013.",
     "2013 is aangehouden.", "2013 is used.", f"{_REPORT}; {_VISION}"),
    ("X006", "Periode van de 42.000 woningen in Almere", "Period of the 42,000 homes in Almere",
     "Soms 15 jaar (2.800 per jaar), soms 2025 tot en met 2040 (16 jaar, 2.625 per jaar).",
     "Sometimes 15 years (2,800 a year), sometimes 2025 up to and including 2040 (16 years, 2,625 a year).",
     "Beide lezingen worden getoond; als tempo voor de inzet geldt 2.800 per jaar.",
     "Both readings are shown; 2,800 a year is taken as the pace aimed for.", f"{_REPORT}; Raadsbrief Almere, 2024"),
    ("X007", "42.000 of 45.000 woningen tot 2040", "42,000 or 45,000 homes to 2040",
     "Het doel is 42.000 woningen, maar de 55.000 banen zijn berekend bij 45.000 woningen.",
     "The goal is 42,000 homes, but the 55,000 jobs were worked out with 45,000 homes.",
     "42.000 is het woondoel; kengetallen per woning (1,22 banen) gebruiken 45.000.",
     "42,000 is the housing goal; ratios per home (1.22 jobs) use 45,000.", f"{_REPORT}; {_VISION}"),
    ("X008", "Groei van de MRA: jaar en aantallen", "Growth of the MRA: year and numbers",
     "250.000 woningen en 230.000 banen worden aan 2030 gekoppeld; elders staan 175.000 woningen tot 2030 en 250.000 tot 2040.",
     "250,000 homes and 230,000 jobs are tied to 2030; elsewhere 175,000 homes to 2030 and 250,000 to 2040 are given.",
     "175.000 woningen tot 2030; 250.000 woningen en 230.000 banen tot 2040.",
     "175,000 homes to 2030; 250,000 homes and 230,000 jobs to 2040.", f"{_VISION}; goudappel.nl; samenbouwenaanbereikbaarheid.nl"),
    ("X009", "Aandeel sociale huur in Almere", "Share of social rent in Almere",
     "24%, 26,6% en 'minder dan een derde' komen naast elkaar voor.",
     "24%, 26.6% and 'less than a third' occur side by side.",
     "Begonnen wordt met 24%. Met 26,6% als begin is hier niet gerekend.",
     "24% is the start. Nothing is calculated here with 26.6% as the start.", f"{_REPORT}; inhetnieuws.nl 2024; {_VISION}"),
    ("X010", "Een derde sociaal en twee derde betaalbaar", "One third social and two thirds affordable",
     "Samen gelezen is dat alles; landelijk beleid telt het sociale deel mee in de twee derde.",
     "Read together that is everything; national policy counts the social part within the two thirds.",
     "Twee derde betaalbaar, waarvan de helft sociaal; Almere heeft daarnaast zijn eigen 40-40-20.",
     "Two thirds affordable, half of which is social; Almere has its own 40-40-20 besides.", _REPORT),
    ("X011", "Richting van de A27", "Direction of the A27",
     "Eén passage noemt de A27 richting Zwolle; de weg loopt van Almere naar Utrecht.",
     "One passage has the A27 towards Zwolle; the road runs from Almere to Utrecht.",
     "De A27 is Almere-Eemnes-Utrecht.", "The A27 is Almere-Eemnes-Utrecht.", _VISION),
    ("X012", "Aantal NOVEX-gebieden", "Number of NOVEX areas",
     "16 (2022) en 17 (2025).", "16 (2022) and 17 (2025).",
     "Niet gebruikt in de berekening; beide tellingen horen bij hun jaar.",
     "Not used in the calculation; each count belongs to its year.", f"{_VISION}; MRA-agenda, 2022"),
    ("X013", "Pendel van Almere naar de provincie Utrecht", "Commuting from Almere to the province of Utrecht",
     "'Bijna een kwart' van de beroepsbevolking is hoog naast 60% die buiten de stad werkt en de sterke band met Amsterdam.",
     "'Almost a quarter' of the labour force is high beside 60% working outside the city and the strong tie with Amsterdam.",
     "Geen kalibratiedoel; de woon-werkmatrix van het CBS telt.",
     "Not a calibration target; the commuting matrix of CBS counts.", _VISION),
    ("X014", "Economie van Almere gegroeid of achtergebleven", "Economy of Almere grown or lagging",
     "De economie zou zijn achtergebleven, maar er kwam ook één baan bij voor elke potentieel werkende inwoner.",
     "The economy is said to lag, yet one job was added for every potentially working resident.",
     "Beide kunnen waar zijn: de groei hield gelijke tred, de achterstand van voor 2005 bleef. Het model rekent met banen, niet met het oordeel.",
     "Both can be true: growth kept pace while the gap of before 2005 stayed. The model counts jobs, not the verdict.", _VISION),
    ("X015", "Groei met 39% of een aandeel van 39%", "Growth by 39% or a share of 39%",
     "De tekst laat bedrijventerreinen met 39% groeien; samen met 5% en 56% is het precies 100%.",
     "The text lets business parks grow by 39%; with 5% and 56% it is exactly 100%.",
     "Gelezen als aandeel in de banengroei.", "Read as a share of job growth.", _VISION),
    ("X016", "Aantal banen in Almere", "Number of jobs in Almere",
     "100.000 volgens de visie, ongeveer 98.000 uit LISA, bijna 80.000 in een nieuwsbericht van 2024.",
     "100,000 in the vision, about 98,000 from LISA, almost 80,000 in a news item of 2024.",
     "Een band, geen punt: werknemersbanen (CBS) en alle banen worden apart gehouden; definities worden nooit opgeteld of doorgetrokken.",
     "A band, not a point: employee jobs (CBS) and all jobs are kept apart; definitions are never added or extended into each other.", f"{_VISION}; almere.nl; omroepalmere.nl, maart 2024"),
)  # fmt: skip


def rows() -> list[dict[str, str]]:
    """Rows of `inconsistencies.csv`, X001 to X016."""
    return [dict(zip(COLUMNS, row, strict=True)) for row in _ROWS]
