# m4/mux.m4 -- what configure.ac asks of the compiler and of outside libraries.

# MUX_CC_FLAG(VARIABLE, FLAG): appends FLAG to VARIABLE if the compiler takes it without a word.
AC_DEFUN([MUX_CC_FLAG], [
	AS_VAR_PUSHDEF([known], [mux_cv_flag_$2])
	AC_CACHE_CHECK([whether $CC takes $2], [known], [
		mux_save_CFLAGS=$CFLAGS
		CFLAGS="$CFLAGS -Werror $2"
		AC_COMPILE_IFELSE([AC_LANG_PROGRAM([], [])],
			[AS_VAR_SET([known], [yes])], [AS_VAR_SET([known], [no])])
		CFLAGS=$mux_save_CFLAGS
	])
	AS_VAR_IF([known], [yes], [$1="$$1 $2"])
	AS_VAR_POPDEF([known])
])

# MUX_LD_FLAG(VARIABLE, FLAG): the same for linking.
AC_DEFUN([MUX_LD_FLAG], [
	AS_VAR_PUSHDEF([known], [mux_cv_ldflag_$2])
	AC_CACHE_CHECK([whether $CC links with $2], [known], [
		mux_save_LDFLAGS=$LDFLAGS
		LDFLAGS="$LDFLAGS -Werror $2"
		AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])],
			[AS_VAR_SET([known], [yes])], [AS_VAR_SET([known], [no])])
		LDFLAGS=$mux_save_LDFLAGS
	])
	AS_VAR_IF([known], [yes], [$1="$$1 $2"])
	AS_VAR_POPDEF([known])
])

# MUX_LIB(PREFIX, NAME, PKG-CONFIG MODULES, -l FLAGS, INCLUDES, BODY, [IF-FOUND], [IF-NOT])
# Looks for a library by linking INCLUDES and BODY: with PREFIX_CFLAGS and PREFIX_LIBS if the user
# gave them, then with what pkg-config says of each module, then with each of the -l flags.
AC_DEFUN([MUX_LIB], [
	AC_ARG_VAR([$1][_CFLAGS], [C compiler flags for $2, overriding pkg-config])
	AC_ARG_VAR([$1][_LIBS], [linker flags for $2, overriding pkg-config])
	AC_MSG_CHECKING([for $2])
	mux_found=no
	mux_save_CFLAGS=$CFLAGS
	mux_save_LIBS=$LIBS
	for mux_try in "given" $3 $4; do
		mux_cflags=
		case $mux_try in
		given)
			test -n "$[]$1[]_LIBS" || continue
			mux_cflags=$[]$1[]_CFLAGS
			mux_libs=$[]$1[]_LIBS ;;
		-l*)
			mux_libs=$mux_try ;;
		*)
			test -n "$PKG_CONFIG" || continue
			mux_cflags=`$PKG_CONFIG --cflags "$mux_try" 2>/dev/null` || continue
			mux_libs=`$PKG_CONFIG --libs "$mux_try" 2>/dev/null` || continue ;;
		esac
		CFLAGS="$mux_save_CFLAGS $mux_cflags"
		LIBS="$mux_libs $mux_save_LIBS"
		AC_LINK_IFELSE([AC_LANG_PROGRAM([$5], [$6])], [mux_found=$mux_try])
		CFLAGS=$mux_save_CFLAGS
		LIBS=$mux_save_LIBS
		if test "$mux_found" != no; then
			$1[]_CFLAGS=$mux_cflags
			$1[]_LIBS=$mux_libs
			break
		fi
	done
	AC_MSG_RESULT([$mux_found])
	AS_IF([test "$mux_found" != no], [$7], [$8])
])

# MUX_NEED_LIB(PREFIX, NAME, MODULES, FLAGS, INCLUDES, BODY, DEBIAN PACKAGE): the same; its absence ends configure.
AC_DEFUN([MUX_NEED_LIB], [
	MUX_LIB([$1], [$2], [$3], [$4], [$5], [$6], [],
		[AC_MSG_ERROR([$2 not found: on Debian and Ubuntu, apt-get install $7 (other systems: see README.md)])])
])
