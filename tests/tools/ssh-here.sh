#!/bin/sh
# tests/tools/ssh-here.sh -- stands in for ssh where there is no other host: drops the options and the
# host, and runs the rest here, as sshd would through a shell.
while [ $# -gt 0 ]; do
	case $1 in
	-[bcDEeFIiJLlmOopQRSWw]) shift 2 ;;
	-*) shift ;;
	*) break ;;
	esac
done
shift
[ "${1:-}" != -- ] || shift
exec sh -c "$*"
