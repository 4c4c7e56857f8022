/* window/termcap_query.c -- XTGETTCAP. */
#include "window/termcap_query.h"

#include <stdlib.h>

#include "base/buf.h"
#include "window/field.h"

enum { NAMES_MAX = 64, NAME_MAX_LEN = 32 };

struct capability {
	const char *name, *value;
};

/* mux-256color of window/mux.terminfo, in order of the names. Flags have no value. */
static const struct capability capabilities[] = {
	{"AX", ""},
	{"BD", "\033[?2004l"},
	{"BE", "\033[?2004h"},
	{"Clmg", "\033[s"},
	{"Cmg", "\033[%i%p1%d;%p2%ds"},
	{"Cr", "\033]112\007"},
	{"Cs", "\033]12;%p1%s\007"},
	{"Dsbp", "\033[?2004l"},
	{"Dseks", "\033[>4m"},
	{"Dsfcs", "\033[?1004l"},
	{"Dsmg", "\033[?69l"},
	{"E3", "\033[3J"},
	{"Enbp", "\033[?2004h"},
	{"Eneks", "\033[>4;2m"},
	{"Enfcs", "\033[?1004h"},
	{"Enmg", "\033[?69h"},
	{"Hls", "\033]8;%?%p1%l%tid=%p1%s%;;%p2%s\033\\"},
	{"Ms", "\033]52;%p1%s;%p2%s\007"},
	{"PE", "\033[201~"},
	{"PS", "\033[200~"},
	{"RGB", "8/8/8"},
	{"RV", "\033[>c"},
	{"Rect", "\033[32;%p1%d;%p2%d;%p3%d;%p4%d$x"},
	{"Rmol", "\033[55m"},
	{"Se", "\033[ q"},
	{"Setulc", "\033[58:2::%p1%{65536}%/%d:%p1%{256}%/%{255}%&%d:%p1%{255}%&%dm"},
	{"Setulc1", "\033[58:5:%p1%dm"},
	{"Smol", "\033[53m"},
	{"Smulx", "\033[4:%p1%dm"},
	{"Ss", "\033[%p1%d q"},
	{"Su", ""},
	{"Swd", "\033]7;"},
	{"Sync", "\033[?2026%?%p1%{1}%-%tl%eh%;"},
	{"TS", "\033]0;"},
	{"Tc", ""},
	{"XM", "\033[?1006;1000%?%p1%{1}%=%th%el%;"},
	{"XR", "\033[>0q"},
	{"XT", ""},
	{"acsc", "``aaffggiijjkkllmmnnooppqqrrssttuuvvwwxxyyzz{{||}}~~"},
	{"am", ""},
	{"bce", ""},
	{"bel", "\007"},
	{"blink", "\033[5m"},
	{"bold", "\033[1m"},
	{"cbt", "\033[Z"},
	{"civis", "\033[?25l"},
	{"clear", "\033[H\033[2J"},
	{"cnorm", "\033[?12l\033[?25h"},
	{"colors", "256"},
	{"cols", "80"},
	{"cr", "\015"},
	{"csr", "\033[%i%p1%d;%p2%dr"},
	{"cub", "\033[%p1%dD"},
	{"cub1", "\010"},
	{"cud", "\033[%p1%dB"},
	{"cud1", "\012"},
	{"cuf", "\033[%p1%dC"},
	{"cuf1", "\033[C"},
	{"cup", "\033[%i%p1%d;%p2%dH"},
	{"cuu", "\033[%p1%dA"},
	{"cuu1", "\033[A"},
	{"cvvis", "\033[?12;25h"},
	{"dch", "\033[%p1%dP"},
	{"dch1", "\033[P"},
	{"dim", "\033[2m"},
	{"dl", "\033[%p1%dM"},
	{"dl1", "\033[M"},
	{"dsl", "\033]0;\007"},
	{"ech", "\033[%p1%dX"},
	{"ed", "\033[J"},
	{"el", "\033[K"},
	{"el1", "\033[1K"},
	{"fd", "\033[?1004l"},
	{"fe", "\033[?1004h"},
	{"flash", "\033[?5h$<100/>\033[?5l"},
	{"fsl", "\007"},
	{"home", "\033[H"},
	{"hpa", "\033[%i%p1%dG"},
	{"hs", ""},
	{"ht", "\011"},
	{"hts", "\033H"},
	{"ich", "\033[%p1%d@"},
	{"il", "\033[%p1%dL"},
	{"il1", "\033[L"},
	{"ind", "\012"},
	{"indn", "\033[%p1%dS"},
	{"invis", "\033[8m"},
	{"is2", "\033[!p\033[?3;4l\033[4l\033>"},
	{"it", "8"},
	{"kDC", "\033[3;2~"},
	{"kDC3", "\033[3;3~"},
	{"kDC4", "\033[3;4~"},
	{"kDC5", "\033[3;5~"},
	{"kDC6", "\033[3;6~"},
	{"kDC7", "\033[3;7~"},
	{"kDC8", "\033[3;8~"},
	{"kDN", "\033[1;2B"},
	{"kDN3", "\033[1;3B"},
	{"kDN4", "\033[1;4B"},
	{"kDN5", "\033[1;5B"},
	{"kDN6", "\033[1;6B"},
	{"kDN7", "\033[1;7B"},
	{"kDN8", "\033[1;8B"},
	{"kEND", "\033[1;2F"},
	{"kEND3", "\033[1;3F"},
	{"kEND4", "\033[1;4F"},
	{"kEND5", "\033[1;5F"},
	{"kEND6", "\033[1;6F"},
	{"kEND7", "\033[1;7F"},
	{"kEND8", "\033[1;8F"},
	{"kHOM", "\033[1;2H"},
	{"kHOM3", "\033[1;3H"},
	{"kHOM4", "\033[1;4H"},
	{"kHOM5", "\033[1;5H"},
	{"kHOM6", "\033[1;6H"},
	{"kHOM7", "\033[1;7H"},
	{"kHOM8", "\033[1;8H"},
	{"kIC", "\033[2;2~"},
	{"kIC3", "\033[2;3~"},
	{"kIC4", "\033[2;4~"},
	{"kIC5", "\033[2;5~"},
	{"kIC6", "\033[2;6~"},
	{"kIC7", "\033[2;7~"},
	{"kIC8", "\033[2;8~"},
	{"kLFT", "\033[1;2D"},
	{"kLFT3", "\033[1;3D"},
	{"kLFT4", "\033[1;4D"},
	{"kLFT5", "\033[1;5D"},
	{"kLFT6", "\033[1;6D"},
	{"kLFT7", "\033[1;7D"},
	{"kLFT8", "\033[1;8D"},
	{"kNXT", "\033[6;2~"},
	{"kNXT3", "\033[6;3~"},
	{"kNXT4", "\033[6;4~"},
	{"kNXT5", "\033[6;5~"},
	{"kNXT6", "\033[6;6~"},
	{"kNXT7", "\033[6;7~"},
	{"kNXT8", "\033[6;8~"},
	{"kPRV", "\033[5;2~"},
	{"kPRV3", "\033[5;3~"},
	{"kPRV4", "\033[5;4~"},
	{"kPRV5", "\033[5;5~"},
	{"kPRV6", "\033[5;6~"},
	{"kPRV7", "\033[5;7~"},
	{"kPRV8", "\033[5;8~"},
	{"kRIT", "\033[1;2C"},
	{"kRIT3", "\033[1;3C"},
	{"kRIT4", "\033[1;4C"},
	{"kRIT5", "\033[1;5C"},
	{"kRIT6", "\033[1;6C"},
	{"kRIT7", "\033[1;7C"},
	{"kRIT8", "\033[1;8C"},
	{"kUP", "\033[1;2A"},
	{"kUP3", "\033[1;3A"},
	{"kUP4", "\033[1;4A"},
	{"kUP5", "\033[1;5A"},
	{"kUP6", "\033[1;6A"},
	{"kUP7", "\033[1;7A"},
	{"kUP8", "\033[1;8A"},
	{"ka1", "\033Ow"},
	{"ka2", "\033Ox"},
	{"ka3", "\033Oy"},
	{"kb1", "\033Ot"},
	{"kb2", "\033Ou"},
	{"kb3", "\033Ov"},
	{"kbs", "\177"},
	{"kc1", "\033Oq"},
	{"kc2", "\033Or"},
	{"kc3", "\033Os"},
	{"kcbt", "\033[Z"},
	{"kcub1", "\033OD"},
	{"kcud1", "\033OB"},
	{"kcuf1", "\033OC"},
	{"kcuu1", "\033OA"},
	{"kdch1", "\033[3~"},
	{"kend", "\033OF"},
	{"kent", "\033OM"},
	{"kf1", "\033OP"},
	{"kf10", "\033[21~"},
	{"kf11", "\033[23~"},
	{"kf12", "\033[24~"},
	{"kf13", "\033[1;2P"},
	{"kf14", "\033[1;2Q"},
	{"kf15", "\033[1;2R"},
	{"kf16", "\033[1;2S"},
	{"kf17", "\033[15;2~"},
	{"kf18", "\033[17;2~"},
	{"kf19", "\033[18;2~"},
	{"kf2", "\033OQ"},
	{"kf20", "\033[19;2~"},
	{"kf21", "\033[20;2~"},
	{"kf22", "\033[21;2~"},
	{"kf23", "\033[23;2~"},
	{"kf24", "\033[24;2~"},
	{"kf25", "\033[1;5P"},
	{"kf26", "\033[1;5Q"},
	{"kf27", "\033[1;5R"},
	{"kf28", "\033[1;5S"},
	{"kf29", "\033[15;5~"},
	{"kf3", "\033OR"},
	{"kf30", "\033[17;5~"},
	{"kf31", "\033[18;5~"},
	{"kf32", "\033[19;5~"},
	{"kf33", "\033[20;5~"},
	{"kf34", "\033[21;5~"},
	{"kf35", "\033[23;5~"},
	{"kf36", "\033[24;5~"},
	{"kf37", "\033[1;6P"},
	{"kf38", "\033[1;6Q"},
	{"kf39", "\033[1;6R"},
	{"kf4", "\033OS"},
	{"kf40", "\033[1;6S"},
	{"kf41", "\033[15;6~"},
	{"kf42", "\033[17;6~"},
	{"kf43", "\033[18;6~"},
	{"kf44", "\033[19;6~"},
	{"kf45", "\033[20;6~"},
	{"kf46", "\033[21;6~"},
	{"kf47", "\033[23;6~"},
	{"kf48", "\033[24;6~"},
	{"kf49", "\033[1;3P"},
	{"kf5", "\033[15~"},
	{"kf50", "\033[1;3Q"},
	{"kf51", "\033[1;3R"},
	{"kf52", "\033[1;3S"},
	{"kf53", "\033[15;3~"},
	{"kf54", "\033[17;3~"},
	{"kf55", "\033[18;3~"},
	{"kf56", "\033[19;3~"},
	{"kf57", "\033[20;3~"},
	{"kf58", "\033[21;3~"},
	{"kf59", "\033[23;3~"},
	{"kf6", "\033[17~"},
	{"kf60", "\033[24;3~"},
	{"kf61", "\033[1;4P"},
	{"kf62", "\033[1;4Q"},
	{"kf63", "\033[1;4R"},
	{"kf7", "\033[18~"},
	{"kf8", "\033[19~"},
	{"kf9", "\033[20~"},
	{"khome", "\033OH"},
	{"kich1", "\033[2~"},
	{"kind", "\033[1;2B"},
	{"kmous", "\033[<"},
	{"knp", "\033[6~"},
	{"kpADD", "\033Ok"},
	{"kpDIV", "\033Oo"},
	{"kpDOT", "\033On"},
	{"kpMUL", "\033Oj"},
	{"kpSUB", "\033Om"},
	{"kpZRO", "\033Op"},
	{"kpp", "\033[5~"},
	{"kri", "\033[1;2A"},
	{"kxIN", "\033[I"},
	{"kxOUT", "\033[O"},
	{"lines", "24"},
	{"mgc", "\033[?69l"},
	{"mir", ""},
	{"msgr", ""},
	{"nel", "\033E"},
	{"npc", ""},
	{"ol", "\033[59m"},
	{"op", "\033[39;49m"},
	{"pairs", "65536"},
	{"rc", "\0338"},
	{"rep", "%p1%c\033[%p2%{1}%-%db"},
	{"rev", "\033[7m"},
	{"ri", "\033M"},
	{"rin", "\033[%p1%dT"},
	{"ritm", "\033[23m"},
	{"rmacs", "\033(B"},
	{"rmam", "\033[?7l"},
	{"rmcup", "\033[?1049l\033[23;0;0t"},
	{"rmir", "\033[4l"},
	{"rmkx", "\033[?1l\033>"},
	{"rmso", "\033[27m"},
	{"rmul", "\033[24m"},
	{"rmxx", "\033[29m"},
	{"rs1", "\033c"},
	{"rs2", "\033[!p\033[?3;4l\033[4l\033>"},
	{"rv", "\033\\[>[0-9]+;[0-9]+;[0-9]+c"},
	{"sc", "\0337"},
	{"setab", "\033[%?%p1%{8}%<%t4%p1%d%e%p1%{16}%<%t10%p1%{8}%-%d%e48;5;%p1%d%;m"},
	{"setaf", "\033[%?%p1%{8}%<%t3%p1%d%e%p1%{16}%<%t9%p1%{8}%-%d%e38;5;%p1%d%;m"},
	{"setrgbb", "\033[48:2::%p1%d:%p2%d:%p3%dm"},
	{"setrgbf", "\033[38:2::%p1%d:%p2%d:%p3%dm"},
	{"sgr",
		"%?%p9%t\033(0%e\033(B%;\033[0%?%p6%t;1%;%?%p5%t;2%;%?%p2%t;4%;%?%p1%p3%|%t;7%;%?%p4%t;5"
		"%;%?%p7%t;8%;m"},
	{"sgr0", "\033(B\033[m"},
	{"sitm", "\033[3m"},
	{"smacs", "\033(0"},
	{"smam", "\033[?7h"},
	{"smcup", "\033[?1049h\033[22;0;0t"},
	{"smglp", "\033[?69h\033[%i%p1%ds"},
	{"smglr", "\033[?69h\033[%i%p1%d;%p2%ds"},
	{"smgrp", "\033[?69h\033[%i;%p1%ds"},
	{"smir", "\033[4h"},
	{"smkx", "\033[?1h\033="},
	{"smso", "\033[7m"},
	{"smul", "\033[4m"},
	{"smxx", "\033[9m"},
	{"tbc", "\033[3g"},
	{"tsl", "\033]0;"},
	{"u6", "\033[%i%d;%dR"},
	{"u7", "\033[6n"},
	{"u8", "\033[?%[;0123456789]c"},
	{"u9", "\033[c"},
	{"vpa", "\033[%i%p1%dd"},
	{"xenl", ""},
	{"xm", "\033[<%i%p3%d;%p1%d;%p2%d;%?%p4%tM%em%;"},
	{"xr", "\033P>\\|mux ([\034E]+)\033\\\\"},
};

struct alias {
	const char *termcap, *name;
};

/* In order of the names of termcap. */
static const struct alias aliases[] = {
	{"#2", "kHOM"}, {"#3", "kIC"}, {"#4", "kLFT"}, {"%c", "kNXT"}, {"%e", "kPRV"},
	{"%i", "kRIT"}, {"*4", "kDC"}, {"*7", "kEND"}, {"@7", "kend"}, {"@8", "kent"},
	{"AB", "setab"}, {"AF", "setaf"}, {"AL", "il"}, {"Co", "colors"}, {"DC", "dch"},
	{"DL", "dl"}, {"DO", "cud"}, {"F1", "kf11"}, {"F2", "kf12"}, {"IC", "ich"},
	{"Km", "kmous"}, {"LE", "cub"}, {"RA", "rmam"}, {"RI", "cuf"}, {"SA", "smam"},
	{"SF", "indn"}, {"SR", "rin"}, {"UP", "cuu"}, {"ZH", "sitm"}, {"ZR", "ritm"},
	{"ac", "acsc"}, {"ae", "rmacs"}, {"al", "il1"}, {"as", "smacs"}, {"bl", "bel"},
	{"bt", "cbt"}, {"cb", "el1"}, {"cd", "ed"}, {"ce", "el"}, {"ch", "hpa"},
	{"cl", "clear"}, {"cm", "cup"}, {"co", "cols"}, {"cs", "csr"}, {"ct", "tbc"},
	{"cv", "vpa"}, {"dc", "dch1"}, {"do", "cud1"}, {"ds", "dsl"}, {"ec", "ech"},
	{"ei", "rmir"}, {"fs", "fsl"}, {"ho", "home"}, {"im", "smir"}, {"is", "is2"},
	{"k1", "kf1"}, {"k2", "kf2"}, {"k3", "kf3"}, {"k4", "kf4"}, {"k5", "kf5"},
	{"k6", "kf6"}, {"k7", "kf7"}, {"k8", "kf8"}, {"k9", "kf9"}, {"k;", "kf10"},
	{"kB", "kcbt"}, {"kD", "kdch1"}, {"kF", "kind"}, {"kI", "kich1"}, {"kN", "knp"},
	{"kP", "kpp"}, {"kR", "kri"}, {"kb", "kbs"}, {"kd", "kcud1"}, {"ke", "rmkx"},
	{"kh", "khome"}, {"kl", "kcub1"}, {"kr", "kcuf1"}, {"ks", "smkx"}, {"ku", "kcuu1"},
	{"le", "cub1"}, {"li", "lines"}, {"mb", "blink"}, {"md", "bold"}, {"me", "sgr0"},
	{"mh", "dim"}, {"mi", "mir"}, {"mk", "invis"}, {"mr", "rev"}, {"ms", "msgr"},
	{"nd", "cuf1"}, {"nw", "nel"}, {"pa", "pairs"}, {"r1", "rs1"}, {"r2", "rs2"},
	{"rp", "rep"}, {"sa", "sgr"}, {"se", "rmso"}, {"sf", "ind"}, {"so", "smso"},
	{"sr", "ri"}, {"st", "hts"}, {"ta", "ht"}, {"te", "rmcup"}, {"ti", "smcup"},
	{"ts", "tsl"}, {"ue", "rmul"}, {"up", "cuu1"}, {"us", "smul"}, {"ut", "bce"},
	{"vb", "flash"}, {"ve", "cnorm"}, {"vi", "civis"}, {"vs", "cvvis"}, {"xn", "xenl"},
};

static int compare_capability(const void *key, const void *row)
{
	return strcmp(key, ((const struct capability *)row)->name);
}

static int compare_alias(const void *key, const void *row)
{
	return strcmp(key, ((const struct alias *)row)->termcap);
}

static const struct capability *find(const char *name)
{
	return bsearch(name, capabilities, sizeof(capabilities) / sizeof(capabilities[0]),
	        sizeof(capabilities[0]), compare_capability);
}

const char *termcap_query_value(const char *name)
{
	const struct capability *c = find(name);
	if (c == NULL) {
		const struct alias *a = bsearch(name, aliases, sizeof(aliases) / sizeof(aliases[0]),
		        sizeof(aliases[0]), compare_alias);
		c = a != NULL ? find(a->name) : NULL;
	}
	return c != NULL ? c->value : NULL;
}

static const char *value_of(const struct term *t, struct bytes hex)
{
	struct buf raw = {0};
	const char *value = NULL;
	if (hex.len <= 2 * NAME_MAX_LEN && field_hex(hex, &raw)) {
		const char *name = buf_str(&raw);
		bool own = strcmp(name, "TN") == 0 || strcmp(name, "name") == 0;
		const char *terminal = t->cfg.terminal_name != NULL ? t->cfg.terminal_name : "mux-256color";
		value = own ? terminal : strlen(name) == raw.len ? termcap_query_value(name) : NULL;
	}
	buf_finish(&raw);
	return value;
}

void termcap_query_report(struct term *t, struct bytes names)
{
	struct buf out = {0};
	for (int n = 0; n < NAMES_MAX && names.len > 0; n++) {
		struct bytes hex = field_cut(&names, ';');
		const char *value = value_of(t, hex);
		if (value == NULL) {
			break;
		}
		buf_puts(&out, out.len == 0 ? "\033P1+r" : ";");
		buf_put(&out, hex.data, hex.len);
		if (value[0] != '\0') {
			buf_puts(&out, "=");
			field_to_hex(bytes_str(value), &out);
		}
	}
	buf_puts(&out, out.len == 0 ? "\033P0+r\033\\" : "\033\\");
	term_answer_bytes(t, buf_bytes(&out));
	buf_finish(&out);
}
