"""What the gallery shows: made-up rows in the words of the trade."""

from datetime import date, timedelta

from curriculum.clock.time import today

COLOURS = (
    "paper surface sunken ink ink-soft ink-faint line line-strong lacquer gold gold-tint accent accent-tint "
    "good good-tint warn warn-tint bad bad-tint"
).split()

STATES = [
    ("planned", "Dự kiến"),
    ("enrolling", "Chiêu sinh"),
    ("completed", "Hoàn thành"),
    ("returned", "Trả lại"),
    ("overdue", "Quá hạn"),
]

PEOPLE = [
    ("Nguyễn Văn An", "Xã Ô Diên", "8,5", "completed", "Hoàn thành"),
    ("Trần Thị Bích", "Phường Ba Đình", "9,0", "completed", "Hoàn thành"),
    ("Đỗ Quang Minh", "Xã Sơn Đồng", "4,5", "failed", "Không đạt"),
]

LEVELS = [("Năm thứ hai", [4, 3, 4, 3, 4, 3, 4, 3, 4, 4]), ("Năm thứ nhất", [3, 2, 3, 2, 3, 2, 2, 3, 3, 3])]
ATTENDANCE = [("Buổi 1", 96, "good"), ("Buổi 2", 88, "good"), ("Buổi 3", 71, "warn")]
PARTS = [("Có mặt", 34, "good"), ("Đi muộn", 2, "warn"), ("Vắng", 2, "bad")]


def now_items() -> list[dict]:
    """One thing to come and one that is late."""
    day = today()
    return [
        {
            "title": "Buổi 3: Kỹ năng điều hành của Chủ tịch UBND xã",
            "url": "#now",
            "day": day + timedelta(days=1),
            "time": "08:00",
            "place": "Hội trường A2, Trường Lê Hồng Phong",
            "state": "scheduled",
            "state_label": "Theo lịch",
            "action": "Xem tài liệu",
        },
        {
            "title": "Rà soát quý III của đồng chí Nguyễn Thu Hà",
            "url": "#now",
            "day": day - timedelta(days=3),
            "state": "overdue",
            "state_label": "Quá hạn",
            "tone": "bad",
            "action": "Viết tiếp",
        },
    ]


def postings() -> list[dict]:
    year = today().year
    return [
        {
            "label": "Nguyễn Thu Hà",
            "bars": [{"start": date(year - 1, 3, 1), "end": date(year + 2, 2, 28), "title": "Xã Ô Diên, 36 tháng"}],
        },
        {
            "label": "Trần Đức Long",
            "bars": [
                {"start": date(year - 2, 9, 1), "end": date(year - 1, 12, 31), "tone": "2", "title": "Phường Ba Đình"},
                {"start": date(year, 1, 1), "end": None, "title": "Xã Sơn Đồng"},
            ],
        },
    ]


def span() -> tuple[date, date]:
    year = today().year
    return date(year - 2, 7, 1), date(year + 2, 6, 30)
