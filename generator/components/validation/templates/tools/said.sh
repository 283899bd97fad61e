said() { # said NODE FIELD: what its agent says there
  awk -v field="$2:" '{ sub(/^[ \t]+/, "") } index($0, field) == 1 { sub(/^[^:]*:[ \t]*/, ""); print; exit }' \
    "$WORK/status.$1"
}
