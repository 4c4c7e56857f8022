#!/bin/sh
# tests/checks/includes.sh -- who includes whom, against the table of the rooms.
exec "$MUX_SOURCE/scripts/check-includes" "$MUX_SOURCE"
