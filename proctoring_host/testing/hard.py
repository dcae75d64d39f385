"""Hard, and all allowed: names of people and exams as they come in."""

HARD_NAMES = {
    "one-name": "Suharto",
    "empty": "",
    "quotes": 'Siobhán "Shiv" O\'Brien-\\N',
    "markup": "<b>Bobby</b> & {{ name }} %s {0}",
    "emoji": "Zoë 👩🏽‍🚀 Star",
    "right-to-left": "\u202eמרים בת־ציון\u202c",
    "chinese": "王小明",
    "combining": "Amélie Łukasz Ǹjọ",
    "line-breaks": "Ada\r\nX-Injected: yes\r\n\r\nLovelace\tTab\u2028",
    "very-long": "Ana " + "Maria " * 49 + "Silva",
    "spaces": "   ",
}
HARD_EXAM_NAMES = {
    "chinese": "期末考试高等数学",
    "emoji": "🔥 Final 🔥",
    "quotes": "\"The\" 'Exam' \\ <2> & {more} %d",
    "right-to-left": "امتحان \u202eنهائي\u202c",
    "line-breaks": "Exam\r\nX-Injected: yes\r\n\r\npart 2",
    "very-long": "Introduction " * 30,
    "spaces": " ",
}
