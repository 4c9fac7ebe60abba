#!/usr/bin/env python3
"""Makes enterprises.csv: 200 enterprises that do not exist, for demonstrations and tests.

    ./make-enterprises.py            writes enterprises.csv beside this file
    ./make-enterprises.py --check    compares instead, and fails when the file is not what would be made

The same every time: the seed is fixed. What is true of every row:

- Credit codes are of the form of GB 32100-2015 with both check digits right (that of the code, and that of the
  organization code inside it, GB 11714); registered in the district where the enterprise lies. The organization codes
  begin with EX, which is never issued, so none belongs to anybody.
- District codes are those of GB/T 2260, industry codes those of GB/T 4754-2017. The economic and technological
  development area has no code there; its enterprises carry that of Daxing, where it lies.
- Mail and web addresses are under example.org and example.com, which lead nowhere.

The demo pretends that it is the morning of 2026-11-30, a Monday. The days under ANNIVERSARIES make annual
self-reviews come due in 7, 30 and 60 days from then.
"""

import csv
import datetime
import io
import pathlib
import random
import sys

COUNT = 200
SEED = 1322
FILE = pathlib.Path(__file__).with_name("enterprises.csv")
HEADER = ("credit_code,name,industry,area_code,district,subdistrict,address,sectors,scale,employees,email,webhook,"
          "site,grade,certified_on,expires_on,certificate_no").split(",")

DISTRICTS = [
    ("110101", "东城区", ["和平里街道", "东直门街道"]),
    ("110102", "西城区", ["德胜街道", "广安门外街道"]),
    ("110105", "朝阳区", ["望京街道", "十八里店乡", "豆各庄乡"]),
    ("110106", "丰台区", ["卢沟桥街道", "新村街道"]),
    ("110107", "石景山区", ["古城街道", "鲁谷街道"]),
    ("110108", "海淀区", ["上地街道", "西北旺镇", "苏家坨镇"]),
    ("110109", "门头沟区", ["永定镇", "龙泉镇"]),
    ("110111", "房山区", ["长阳镇", "窦店镇", "良乡镇"]),
    ("110112", "通州区", ["马驹桥镇", "张家湾镇", "漷县镇"]),
    ("110113", "顺义区", ["仁和镇", "李桥镇", "赵全营镇"]),
    ("110114", "昌平区", ["马池口镇", "沙河镇", "南口镇"]),
    ("110115", "大兴区", ["黄村镇", "西红门镇", "魏善庄镇"]),
    ("110116", "怀柔区", ["庙城镇", "雁栖镇"]),
    ("110117", "平谷区", ["马坊镇", "兴谷街道"]),
    ("110118", "密云区", ["十里堡镇", "西田各庄镇"]),
    ("110119", "延庆区", ["康庄镇", "百泉街道"]),
    ("110115", "北京经济技术开发区", ["荣华街道", "博兴街道"]),
]

# Sector, how many, and per industry: GB/T 4754 code and what such an enterprise is called.
SECTORS = [
    ("hydrogen-station", 40, [("5266", "加氢站"), ("5266", "氢能"), ("5265", "综合能源站")]),
    ("hazardous-chemicals", 44, [("2614", "有机化工"), ("2641", "涂料"), ("2661", "化学试剂"), ("2669", "精细化工"),
                                 ("5169", "化工贸易"), ("5942", "危险品仓储")]),
    ("dust-explosion", 42, [("2110", "木质家具"), ("3252", "铝业"), ("1312", "面粉"), ("1329", "饲料"),
                            ("3360", "金属表面处理")]),
    ("confined-space", 40, [("4620", "污水处理"), ("4610", "供水"), ("4430", "供热"), ("7820", "环卫")]),
    ("energy-storage", 34, [("4419", "储能电站"), ("4420", "配电"), ("6450", "数据中心"), ("5267", "充电")]),
]

# A second sector that enterprises of the first may also have, and every how many do.
SECOND_SECTOR = {
    "hydrogen-station": ("energy-storage", 5),
    "hazardous-chemicals": ("confined-space", 4),
    "dust-explosion": ("confined-space", 6),
    "energy-storage": ("confined-space", 8),
}

# Scale, its share, and the range of employees (微型 to 大型, after the statistical division of industry).
SCALES = [("微型", 25, (3, 19)), ("小型", 45, (20, 299)), ("中型", 22, (300, 999)), ("大型", 8, (1000, 4200))]
# The same for filling stations, after the division of retail.
STATION_SCALES = [("微型", 25, (4, 9)), ("小型", 65, (10, 49)), ("中型", 10, (50, 180))]

# Days of certification that have something to show, and how many enterprises of the first sector and of others.
ANNIVERSARIES = [
    ("2025-12-30", 2, 2), ("2024-12-30", 1, 1),                      # 30 days before: 2026-11-30
    ("2026-01-29", 2, 2), ("2024-01-29", 1, 1),                      # 60 days before
    ("2025-12-07", 1, 1), ("2024-12-07", 1, 1),                      # 7 days before
    ("2025-12-31", 1, 2), ("2025-01-01", 1, 1), ("2026-01-01", 1, 1),
    ("2024-02-29", 1, 2),                                            # no such day in the years after
    ("2024-01-02", 0, 1), ("2026-10-30", 1, 0),                      # the ends of the range
]
FIRST_DAY, LAST_DAY = datetime.date(2024, 1, 2), datetime.date(2026, 10, 30)

NAMES = ["安平", "长青", "晨光", "春晖", "东升", "丰泽", "海蓝", "和顺", "恒远", "宏图", "华清", "嘉禾", "金穗", "景明",
         "凌云", "明德", "宁远", "启航", "清源", "瑞祥", "盛世", "松柏", "泰和", "天行", "同心", "万里", "文昌", "祥云",
         "新月", "星辰", "旭日", "雅风", "银杏", "永安", "玉泉", "远山", "云帆", "正阳", "志成", "中和"]

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def organization_code(body):
    """GB 11714: eight characters and their check character."""
    total = sum(weight * int(char, 36) for weight, char in zip((3, 7, 9, 10, 5, 8, 4, 2), body))
    return body + "0123456789X0"[11 - total % 11]


def credit_code(area_code, number):
    """GB 32100: registrar and kind (91, an enterprise), area, organization code, check character."""
    body = "91" + area_code + organization_code("EX%06d" % number)
    total = sum(pow(3, place, 31) * CREDIT_ALPHABET.index(char) for place, char in enumerate(body))
    return body + CREDIT_ALPHABET[-total % 31]


def three_years_later(day):
    """The same day, or the month's last where there is none (Civil Code 202)."""
    try:
        return day.replace(year=day.year + 3)
    except ValueError:
        return day.replace(year=day.year + 3, day=28)


def workday(rng):
    """Some Monday to Friday of the range."""
    while True:
        day = FIRST_DAY + datetime.timedelta(rng.randrange((LAST_DAY - FIRST_DAY).days + 1))
        if day.weekday() < 5:
            return day


def certification_days(rng):
    """For each row, the day it was certified; None for those that never were."""
    first = SECTORS[0][1]
    ours = [day for day, count, _ in ANNIVERSARIES for _ in range(count)]
    others = [day for day, _, count in ANNIVERSARIES for _ in range(count)]

    def fill(days, count):
        days = [datetime.date.fromisoformat(day) for day in days]
        days += [workday(rng) if rng.random() < 0.75 else None for _ in range(count - len(days))]
        rng.shuffle(days)
        return days

    return fill(ours, first) + fill(others, COUNT - first)


def certificate(rng, row, day, scale):
    grade = "小微" if scale in ("微型", "小型") and rng.random() < 0.5 else rng.choice(["二级", "三级", "三级"])
    mark = {"二级": "Ⅱ", "三级": "Ⅲ", "小微": "微"}[grade]
    number = "京AQB示例%s%d%05d" % (mark, day.year, row + 1)
    return [grade, day.isoformat(), three_years_later(day).isoformat(), "" if rng.random() < 0.05 else number]


def enterprise(rng, row, sector, industry, kind, day):
    area_code, district, subdistricts = DISTRICTS[row % len(DISTRICTS)]
    code = credit_code(area_code, row + 1)
    name = "示例" + NAMES[row % len(NAMES)] + "%03d" % (row + 1) + kind
    scales = STATION_SCALES if sector == "hydrogen-station" else SCALES
    scale, _, (fewest, most) = rng.choices(scales, [share for _, share, _ in scales])[0]
    second, every = SECOND_SECTOR.get(sector, (None, 1))
    sectors = sector + ";" + second if second and row % every == 0 else sector
    site = name + "站" if sector == "hydrogen-station" and kind == "氢能" else ""
    return [
        code, "北京" + name + "有限公司", industry, area_code, district, rng.choice(subdistricts),
        "示例路%d号" % rng.randint(1, 300), sectors, scale, str(rng.randint(fewest, most)),
        "" if rng.random() < 0.15 else "safety-%03d@%s" % (row + 1, rng.choice(["example.org", "example.com"])),
        "https://hooks.example.com/dabiao/%03d" % (row + 1) if rng.random() < 0.2 else "", site,
    ] + (certificate(rng, row, day, scale) if day else [""] * 4)


def text():
    rng = random.Random(SEED)
    kinds = [(sector, *industries[place % len(industries)])
             for sector, count, industries in SECTORS for place in range(count)]
    assert len(kinds) == COUNT
    days = certification_days(rng)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for row, ((sector, industry, kind), day) in enumerate(zip(kinds, days)):
        writer.writerow(enterprise(rng, row, sector, industry, kind, day))
    return out.getvalue()


def main():
    made = text()
    if sys.argv[1:] == ["--check"]:
        if FILE.read_text(encoding="utf-8") != made:
            sys.exit("enterprises.csv is not what make-enterprises.py makes: run it again")
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        FILE.write_text(made, encoding="utf-8")


main()
