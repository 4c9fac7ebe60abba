#!/usr/bin/env bash
# 演示主要工作：在只装了 Swift 的 Debian 12 上构建、启动、导入、自评、否决、提醒，最后停下一切。
# Shows the main job on a Debian 12 that has Swift: build, start, import, assess, veto, remind; leaves nothing running.
#
#   packaging/demo.sh [DIR]
#
# DIR 是存放数据的文件夹（须为空或不存在），省略时新建一个临时文件夹。
# DIR is where the data goes (empty or not there yet); a new temporary folder when left out.
set -euo pipefail

if [[ $# -gt 1 || ${1:-} == -* ]]; then
    echo "用法 / usage: packaging/demo.sh [DIR]" >&2
    exit 2
fi

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
if [[ $# -eq 1 ]]; then
    mkdir -p "$1"
    home=$(cd "$1" && pwd)
    if [[ -n $(ls -A "$home") ]]; then
        echo "文件夹 $home 不是空的，请换一个 / the folder is not empty, choose another one" >&2
        exit 2
    fi
else
    home=$(mktemp -d "${TMPDIR:-/tmp}/dabiao-demo.XXXXXX")
fi
cd "$root"

socket=$home/control.sock
log=$home/dabiaod.log
demo=packaging/demo
daemon=

# 三座加氢站：朝阳区、西城区、昌平区。 / Three hydrogen stations of enterprises.csv.
triggered=91110105EX0000205H
incomplete=91110102EX0000360J
clear=91110114EX0000280B

heading() {
    if [[ -t 1 ]]; then printf '\n\033[1m%s\033[0m\n' "$*"; else printf '\n%s\n' "── $*"; fi
}

# Runs dabiaoctl in Chinese.
ctl() {
    env LC_ALL=zh_CN.UTF-8 DABIAO_SOCKET="$socket" "$bin/dabiaoctl" "$@"
}

# Shows the command, then what it prints.
show() {
    if [[ -t 1 ]]; then printf '\033[2m$ dabiaoctl %s\033[0m\n' "$*"; else printf '$ dabiaoctl %s\n' "$*"; fi
    ctl "$@"
}

# A number or a text of the daemon's status.
status_of() {
    ctl status --json | sed -n "s/^ *\"$1\" *: *\"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}$/\1/p"
}

# Waits until a condition holds, as long as the daemon lives and a minute has not passed.
wait_until() {
    local deadline=$((SECONDS + 60))
    until "$@"; do
        if ! kill -0 "$daemon" 2>/dev/null; then
            echo "守护进程停了，日志如下 / the daemon ended, its log:" >&2
            cat "$log" >&2
            exit 1
        fi
        if ((SECONDS > deadline)); then
            echo "等待超时：$* / timed out; 日志 / log: $log" >&2
            exit 1
        fi
        sleep 0.1
    done
}

is_up() { ctl status >/dev/null 2>&1; }
is_past() { [[ $(status_of next) > $1 ]]; }
is_delivered() { [[ $(status_of undelivered) == 0 ]]; }

# Starts the daemon at a pretended time. timeout ends it whatever becomes of this script.
start() {
    env LC_ALL=zh_CN.UTF-8 timeout --kill-after=10s 10m "$bin/dabiaod" --state "$home/state" --socket "$socket" \
        --plugins Plugins --calendar config/calendar --pretend-now "$1" >>"$log" 2>&1 </dev/null &
    daemon=$!
    wait_until is_up
}

stop() {
    [[ -n $daemon ]] || return 0
    local ended=$daemon
    daemon=
    kill -TERM "$ended" 2>/dev/null || true
    wait "$ended"
}

finish() {
    local status=$?
    stop || true
    [[ $status -eq 0 || ! -e $log ]] || echo "演示没有完成；守护进程的日志 / not completed; the daemon's log: $log" >&2
}

trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

heading "一、准备和构建（首次约三分钟） · Prepare and build"
if ! command -v swift >/dev/null; then
    echo "没有找到 swift（6.2 以上），请先安装：https://www.swift.org/install/linux/" >&2
    echo "swift 6.2 or newer was not found: install it first." >&2
    exit 1
fi
packaging/ensure-packages.sh ca-certificates git libsqlite3-dev libssl-dev libsystemd-dev pkg-config
quiet=()
[[ -t 1 ]] || quiet=(--quiet)
swift build "${quiet[@]}" --product dabiaod
swift build "${quiet[@]}" --product dabiaoctl
bin=$(swift build --show-bin-path)
echo "程序在 $bin"

heading "二、插件不用守护进程就能检查、测试、试算 · Lint, test and evaluate a plugin without a daemon"
show plugin lint Plugins/HydrogenStation
show plugin test Plugins/HydrogenStation
show plugin evaluate Plugins/HydrogenStation $demo/self-review-triggered.json --on 2026-11-28

heading "三、启动守护进程，假定现在是 2026-11-29 10:00 · Start the daemon at a pretended time"
start 2026-11-29T10:00:00+08:00
show plugin list

heading "四、导入 200 家示例企业（16 个区和经开区） · Import 200 sample enterprises"
show enterprise import $demo/enterprises.csv
show enterprise list --sector hydrogen-station --limit 4

heading "五、三座加氢站报送自评 · Three hydrogen stations file their self-reviews"
for station in "$triggered triggered" "$incomplete incomplete" "$clear clear"; do
    read -r code outcome <<<"$station"
    show assessment submit --enterprise "$code" --bundle hydrogen-station --kind self-review --date 2026-11-28 \
        --facts "$demo/self-review-$outcome.json"
    echo
done

heading "六、一个否决结论是怎么来的 · How a verdict came about"
show veto explain grade-one-in-city-centre --enterprise $triggered
echo
show veto explain grade-one-in-city-centre --enterprise $incomplete

heading "七、义务和日程 · Duties and agenda"
show obligation list --enterprise $triggered --limit 6
echo
show agenda --limit 5

heading "八、停下，从次日 08:59:55 再启动，等 09:00 的提醒 · Stop; start again just before the next morning's reminders"
stop
start 2026-11-30T08:59:55+08:00
# The next thing to do lies after 09:00: every reminder of the morning was written down; then, all were delivered.
wait_until is_past 2026-11-30T09:00:00+08:00
wait_until is_delivered
show notification list --limit 10
echo
message=$(find "$home/state/spool" -name "*$triggered*.json" -print -quit)
[[ -n $message ]] || { echo "没有给 $triggered 的提醒 / no reminder to it" >&2; exit 1; }
echo "其中一条（$(basename "$message")）的正文："
printf '%b\n' "$(sed -n 's/.*"text" *: *"\([^"]*\)".*/\1/p' "$message")"
echo
show status
stop

count=$(find "$home/state/spool" -name '*.json' | wc -l)
heading "演示结束，没有留下运行的进程 · Done, nothing is left running"
cat <<END
数据      $home/state（数据库 dabiao.db）
提醒      $home/state/spool，共 $count 条，每条一个 JSON 文件
日志      $log

接着试：
  cd $root
  export DABIAO_SOCKET=$socket PATH=$bin:\$PATH LANG=zh_CN.UTF-8
  dabiaod --state $home/state --socket \$DABIAO_SOCKET --plugins Plugins --calendar config/calendar \\
      --pretend-now 2026-11-30T10:00:00+08:00 &
  dabiaoctl status                        # 还有 enterprise show、obligation list、agenda、veto evaluate……
  dabiaoctl agenda --district 海淀区
  kill %1                                 # 停下守护进程

装一个插件：把它的文件夹放进 Plugins（或另一个用 --plugins 指明的文件夹），然后
  dabiaoctl plugin lint Plugins/HydrogenStation && dabiaoctl plugin test Plugins/HydrogenStation
  dabiaoctl plugin reload                 # 有误则不生效，原来的版本继续有效

不再需要时：rm -r $home
END
