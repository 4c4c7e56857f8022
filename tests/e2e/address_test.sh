#!/bin/sh
# tests/e2e/address_test.sh -- a host with two addresses, one of each family, of which one leads nowhere: at
# the attach, later, either way round. And a host whose name stands for another address by and by. RTT 40 ms.
set -u
. "$(dirname "$0")/lib.sh"
e2e_begin address
need_sshd
lab_up --seed 11 delay=20
sshd_start b "$in_b" 0.0.0.0 2222 </dev/null
ns_etc=/etc/netns/mux-$lab-a
mkdir -p "$ns_etc" && trap 'rm -rf "$ns_etc"; e2e_clean' EXIT
cp /etc/hosts "$ns_etc/hosts"
# names ADDRESS...: what the name far.test stands for, for the client. The file stays the same one: it is mounted.
names()
{
	echo "127.0.0.1 localhost" >"$ns_etc/hosts"
	for address in "$@"; do
		echo "$address far.test" >>"$ns_etc/hosts"
	done
}
names fd09::2 10.9.0.2
ssh_config <<END
Host far
	HostName 10.9.0.2
	Port 2222
Host named
	HostName far.test
	HostKeyAlias far
	Port 2222
END
echo "set -g status-right '<#{link_path}>'" >"$tmp/far.conf"
attach="$in_a $MUX_BIN attach --predict=never"
server="--server=$MUX_BIN -f $tmp/far.conf"
six="ip -n mux-$lab-b -6 address"
four="ip -n mux-$lab-b -4 address"

# ---- at the attach ----
person "both work" --size 100x24 --seconds 20 -- $attach --udp-host=far.test --ssh="$ssh" "$server" far <<END
wait "<udp6>"
send "\x02d"
exit 0
END
$six del fd09::2/64 dev muxem0
person "IPv6 leads nowhere" --size 100x24 --seconds 20 -- $attach --udp-host=far.test --ssh="$ssh" "$server" far <<END
wait "<udp4>"
send "\x02d"
exit 0
END
$six add fd09::2/64 dev muxem0 nodad
names fd09::2 10.9.9.9
person "IPv4 leads nowhere" --size 100x24 --seconds 20 -- $attach --udp-host=far.test --ssh="$ssh" "$server" far <<END
wait "<udp6>"
send "\x02d"
exit 0
END
names fd09::2 10.9.0.2

# ---- in mid-session, and no way over ssh ----
person "one dies, then the other" --size 100x24 --seconds 40 -- $attach --udp=only --udp-host=far.test --ssh="$ssh" "$server" far <<END
wait "<udp6>"
send "cat\r"
send "warm\r"
wait "warm\nwarm"
run "$six del fd09::2/64 dev muxem0; date +%s%N >$tmp/t-six"
send "six\r"
wait "six\nsix"
run "date +%s%N >$tmp/t-six-over"
wait "<udp4>"
say "ok - from IPv6 to IPv4"
run "$six add fd09::2/64 dev muxem0 nodad; sleep 1; $four del 10.9.0.2/24 dev muxem0; date +%s%N >$tmp/t-four"
send "four\r"
wait "four\nfour"
run "date +%s%N >$tmp/t-four-over"
wait "<udp6>"
say "ok - and back"
run "$four add 10.9.0.2/24 dev muxem0; ip -n mux-$lab-b route replace default dev muxem0"
send "\x04"
wait "four\nfar>"
send "\x02d"
exit 0
END
for family in six four; do
	took=$(ms_between "$tmp/t-$family" "$tmp/t-$family-over")
	echo "# IPv$([ $family = six ] && echo 6 || echo 4) dies under a key: $took ms until its echo"
	check "the other is used within 1.5 s" [ "$took" -le 1500 ]
done

# ---- another address for the name ----
names 10.9.0.2
$six del fd09::2/64 dev muxem0
person "the name is asked again" --size 100x24 --seconds 60 -- $attach --udp=only --ssh="$ssh" "$server" named <<END
wait "<udp4>"
send "cat\r"
send "tepid\r"
wait "tepid\ntepid"
run "$four del 10.9.0.2/24 dev muxem0; $four add 10.9.0.7/24 dev muxem0"
run "ip -n mux-$lab-b route replace default dev muxem0"
send "typed "
run "sleep 3; echo 10.9.0.7 far.test >$ns_etc/hosts; date +%s%N >$tmp/t-named"
send "offline\r"
deadline 15000
wait "typed offline\ntyped offline"
run "date +%s%N >$tmp/t-found"
wait "<udp4>"
send "\x04"
wait "far>"
send "\x02d"
exit 0
END
took=$(ms_between "$tmp/t-named" "$tmp/t-found")
echo "# the name stands for another address: $took ms until current"
check "found within 11 s" [ "$took" -le 11000 ]
far kill-server
e2e_end
