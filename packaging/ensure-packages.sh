#!/usr/bin/env bash
# 安装缺少的 Debian 软件包；都已装好时什么也不做。
# Installs those of the named Debian packages that are missing; does nothing when all are there.
#
#   packaging/ensure-packages.sh PACKAGE...
set -euo pipefail

if ! command -v dpkg-query >/dev/null; then
    echo "这里不是 Debian，请自行确认已有这些软件包：$*" >&2
    echo "This is not Debian: make sure yourself that these packages are there." >&2
    exit 0
fi

missing=()
for package in "$@"; do
    state=$(dpkg-query --show --showformat='${db:Status-Status} ' "$package" 2>/dev/null || true)
    [[ " $state" == *" installed "* ]] || missing+=("$package")
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

as_root=()
if [[ $EUID -ne 0 ]]; then
    as_root=(sudo)
    if ! command -v sudo >/dev/null; then
        echo "缺少软件包：${missing[*]}。请由 root 执行：apt-get install ${missing[*]}" >&2
        echo "Packages are missing: let root run the command above." >&2
        exit 1
    fi
fi

echo "安装软件包 / installing: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { "${as_root[@]}" apt-get update &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}"; } \
    >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    echo "没有装上：${missing[*]}。请检查网络和 apt 源，或由 root 执行：apt-get install ${missing[*]}" >&2
    echo "The packages could not be installed: check the network and apt's sources." >&2
    exit 1
fi
