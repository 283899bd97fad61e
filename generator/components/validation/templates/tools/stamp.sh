stamp() { # stamp SECONDS: the time so many seconds from now, as Kubernetes writes it
  local at=$(($(date +%s) + $1))
  date -u -d "@$at" +%Y-%m-%dT%H:%M:%SZ 2>/dev/null || date -u -r "$at" +%Y-%m-%dT%H:%M:%SZ # GNU, BSD
}
