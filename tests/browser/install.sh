#!/bin/sh
# Makes a Chromium available for the browser tests where that can be done without asking.
# Where it cannot, the tests that need one are skipped and say so.
set -u
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "==> Installing Chromium for the browser tests (Debian's package)"
    apt-get update -q >/dev/null 2>&1
    apt-get install -y -q --no-install-recommends chromium >/dev/null 2>&1 && exit 0
fi
echo "==> No Chromium here: the browser tests will be skipped. Install the package 'chromium' to run them."
