# facts: bbr
# needs: agents_say
bandwidth_manager() { # pacing is on
  if [ "$1" = true ]; then
    agents_say BandwidthManager 'EDT with BPF [BBR]'
  else
    agents_say BandwidthManager 'EDT with BPF'
  fi
  conclude 'bandwidth manager is on'
}
