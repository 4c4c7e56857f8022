/* window/colour_cie.c -- colours in device-independent spaces, as libX11 shows them on a screen that says
 * nothing of itself, which is what xterm does: a CRT with a white of about 9300 K.
 *
 * The matrix and the formulae are those of CIE and of TekHVC (Taylor, Murch, McManus 1989). The curves
 * of the tubes were measured: xterm 379 was asked what it shows for each intensity. */
#include "window/colour_spec.h"

#include <math.h>

/* The least intensity, in 65536ths, at which each level from 1 on is shown: red, green, blue. */
static const uint16_t curves[3][255] = {
	{
		1, 1, 1, 1, 1, 1, 1, 1, 1, 31, 65, 73, 80, 87, 94, 103, 114, 125, 136, 148,
		161, 177, 192, 208, 224, 242, 263, 284, 305, 326, 350, 377, 403, 430, 457, 487,
		520, 553, 586, 620, 656, 696, 736, 777, 817, 861, 908, 956, 1003, 1051, 1103,
		1158, 1214, 1270, 1325, 1385, 1449, 1514, 1578, 1642, 1711, 1784, 1857, 1930,
		2003, 2081, 2164, 2247, 2330, 2412, 2500, 2593, 2686, 2778, 2871, 2969, 3072,
		3175, 3278, 3392, 3504, 3616, 3728, 3840, 3952, 4080, 4192, 4320, 4448, 4576,
		4704, 4848, 4976, 5120, 5248, 5392, 5552, 5696, 5840, 5984, 6144, 6304, 6464,
		6624, 6800, 6960, 7136, 7312, 7488, 7664, 7840, 8032, 8208, 8400, 8592, 8784,
		8976, 9184, 9376, 9584, 9792, 10000, 10224, 10432, 10640, 10864, 11088, 11328,
		11552, 11776, 12016, 12256, 12496, 12736, 12992, 13232, 13488, 13744, 14000,
		14256, 14528, 14800, 15072, 15344, 15616, 15888, 16176, 16464, 16752, 17040,
		17328, 17632, 17936, 18240, 18544, 18848, 19168, 19488, 19808, 20112, 20448,
		20784, 21104, 21440, 21776, 22112, 22464, 22816, 23152, 23504, 23856, 24224,
		24592, 24960, 25312, 25696, 26064, 26448, 26832, 27216, 27600, 28000, 28384,
		28784, 29184, 29584, 30000, 30400, 30816, 31232, 31648, 32080, 32512, 32928,
		33360, 33792, 34240, 34688, 35136, 35568, 36032, 36480, 36944, 37408, 37872,
		38336, 38816, 39296, 39760, 40240, 40720, 41216, 41712, 42208, 42704, 43200,
		43712, 44224, 44720, 45232, 45744, 46272, 46800, 47328, 47856, 48384, 48928,
		49472, 50016, 50544, 51104, 51664, 52208, 52768, 53328, 53888, 54464, 55040,
		55616, 56192, 56768, 57360, 57952, 58528, 59120, 59728, 60320, 60928, 61536,
		62144, 62752, 63376, 64000, 64608, 65232,
	},
	{
		1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 28, 63, 78, 93, 109,
		124, 142, 163, 184, 206, 227, 251, 279, 307, 335, 363, 394, 429, 465, 500, 535,
		575, 618, 662, 705, 749, 797, 849, 901, 954, 1006, 1063, 1125, 1187, 1249,
		1311, 1378, 1450, 1522, 1594, 1666, 1743, 1826, 1909, 1992, 2074, 2163, 2257,
		2351, 2445, 2539, 2639, 2745, 2850, 2956, 3062, 3174, 3292, 3424, 3536, 3648,
		3776, 3904, 4032, 4176, 4304, 4432, 4576, 4720, 4864, 5008, 5168, 5312, 5472,
		5632, 5792, 5952, 6128, 6288, 6464, 6640, 6816, 6992, 7184, 7360, 7552, 7744,
		7936, 8144, 8336, 8528, 8736, 8960, 9168, 9376, 9584, 9808, 10032, 10272,
		10496, 10720, 10960, 11200, 11440, 11680, 11920, 12176, 12432, 12688, 12944,
		13200, 13456, 13728, 14000, 14272, 14544, 14816, 15104, 15392, 15680, 15952,
		16256, 16544, 16848, 17152, 17440, 17760, 18064, 18384, 18688, 19008, 19328,
		19664, 19984, 20320, 20640, 20976, 21312, 21664, 22000, 22352, 22688, 23056,
		23408, 23760, 24112, 24480, 24848, 25216, 25584, 25952, 26336, 26720, 27104,
		27472, 27856, 28256, 28640, 29040, 29440, 29824, 30240, 30640, 31040, 31456,
		31856, 32272, 32704, 33120, 33536, 33952, 34384, 34816, 35248, 35680, 36112,
		36544, 36976, 37424, 37872, 38304, 38752, 39216, 39664, 40112, 40560, 41024,
		41488, 41952, 42416, 42880, 43344, 43808, 44288, 44752, 45232, 45696, 46192,
		46672, 47152, 47632, 48112, 48592, 49088, 49568, 50064, 50560, 51040, 51536,
		52032, 52528, 53024, 53536, 54032, 54528, 55040, 55536, 56048, 56560, 57056,
		57568, 58080, 58592, 59104, 59616, 60128, 60640, 61152, 61664, 62176, 62704,
		63216, 63728, 64256, 64768, 65280,
	},
	{
		1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 45, 93, 103, 113, 122, 132, 144, 159,
		173, 188, 202, 220, 240, 260, 280, 300, 324, 351, 377, 404, 431, 461, 495, 529,
		563, 597, 635, 677, 719, 761, 803, 849, 900, 950, 1001, 1052, 1107, 1167, 1227,
		1287, 1347, 1412, 1482, 1552, 1622, 1692, 1767, 1848, 1928, 2009, 2090, 2176,
		2267, 2359, 2451, 2542, 2640, 2743, 2846, 2949, 3053, 3162, 3277, 3408, 3520,
		3632, 3760, 3888, 4000, 4128, 4256, 4400, 4544, 4672, 4816, 4960, 5104, 5264,
		5408, 5568, 5728, 5888, 6048, 6224, 6384, 6560, 6720, 6912, 7088, 7264, 7456,
		7648, 7840, 8032, 8224, 8416, 8624, 8832, 9040, 9248, 9456, 9680, 9904, 10128,
		10352, 10576, 10800, 11040, 11280, 11520, 11760, 12000, 12256, 12512, 12768,
		13008, 13280, 13536, 13808, 14080, 14352, 14624, 14896, 15184, 15472, 15744,
		16032, 16336, 16624, 16928, 17216, 17520, 17840, 18144, 18464, 18768, 19088,
		19408, 19744, 20064, 20384, 20720, 21056, 21408, 21744, 22080, 22432, 22784,
		23136, 23488, 23840, 24208, 24576, 24944, 25312, 25680, 26048, 26432, 26816,
		27184, 27568, 27952, 28352, 28752, 29136, 29536, 29936, 30336, 30752, 31152,
		31568, 31984, 32400, 32816, 33232, 33648, 34080, 34512, 34944, 35376, 35808,
		36240, 36688, 37136, 37568, 38016, 38464, 38912, 39376, 39824, 40272, 40736,
		41200, 41664, 42128, 42592, 43072, 43536, 44016, 44480, 44960, 45440, 45920,
		46416, 46896, 47376, 47856, 48352, 48848, 49344, 49840, 50336, 50832, 51328,
		51824, 52336, 52832, 53344, 53856, 54352, 54864, 55376, 55888, 56400, 56912,
		57424, 57952, 58464, 58992, 59504, 60032, 60544, 61072, 61600, 62112, 62640,
		63168, 63696, 64224, 64752, 65280,
	},
};

static const double to_rgb[3][3] = {
	{3.48340481253539, -1.52176374927285, -0.55923133354049},
	{-1.07152751306193, 1.96593795204372, 0.03673691339553},
	{0.06351179790497, -0.20020501000496, 0.81070942031648},
};

/* XYZ of white, and its u' and v'. */
static const double white[3] = {0.94966446, 0.99999999, 1.40604000};

static uint8_t level(const uint16_t curve[255], double intensity)
{
	unsigned v = 0;
	/* The curves begin with a step: any light at all is the first level that there is. */
	double at = intensity > 0 && intensity * 65536 < curve[0] ? curve[0] : intensity * 65536;
	while (v < 255 && at >= curve[v]) {
		v++;
	}
	return (uint8_t)v;
}

static void rgb_of(const double xyz[3], double out[3])
{
	for (size_t i = 0; i < 3; i++) {
		out[i] = to_rgb[i][0] * xyz[0] + to_rgb[i][1] * xyz[1] + to_rgb[i][2] * xyz[2];
	}
}

static void white_uv(double *u, double *v)
{
	double sum = white[0] + 15 * white[1] + 3 * white[2];
	*u = 4 * white[0] / sum;
	*v = 9 * white[1] / sum;
}

static void xyz_of_uvy(double u, double v, double y, double out[3])
{
	double div = 6 * u - 16 * v + 12;
	if (div == 0) {
		div = 1e-9;
	}
	double x = 9 * u / div, yy = 4 * v / div, z = 1 - x - yy;
	if (yy == 0) {
		yy = 1e-9;
	}
	out[0] = x * y / yy;
	out[1] = y;
	out[2] = z * y / yy;
}

/* Luminance of a lightness, 0..100. */
static double luminance(double l)
{
	return l < 7.99953624 ? l / 903.29 : pow((l + 16) / 116, 3);
}

static double lightness(double y)
{
	return y < 0.008856 ? y * 903.29 : cbrt(y) * 116 - 16;
}

static void xyz_of_lab(const double lab[3], double out[3])
{
	double at = (lab[0] + 16) / 116;
	if (lab[0] < 7.99953624) { /* 9.03: as libX11 has it */
		double y = lab[0] / 9.03292;
		out[0] = white[0] * (lab[1] / 3893.5 + y);
		out[1] = y;
		out[2] = white[2] * (y - lab[2] / 1557.4);
		return;
	}
	out[0] = white[0] * pow(at + lab[1] / 5, 3);
	out[1] = pow(at, 3);
	out[2] = white[2] * pow(at - lab[2] / 2, 3);
}

static void xyz_of_luv(const double luv[3], double out[3])
{
	double u, v, k = luv[0] != 0 ? 13 * (luv[0] / 100) : 1e9;
	white_uv(&u, &v);
	xyz_of_uvy(luv[1] / k + u, luv[2] / k + v, luminance(luv[0]), out);
}

static const double chroma_scale = 7.50725;

/* TekHVC: the hue of the best red is 0. */
static double hue_zero(double u, double v)
{
	return atan2(0.4931 - v, 0.7127 - u);
}

static void xyz_of_hvc(const double hvc[3], double out[3])
{
	double u, v;
	white_uv(&u, &v);
	if (hvc[1] <= 0 || hvc[1] >= 100) {
		xyz_of_uvy(u, v, hvc[1] <= 0 ? 0 : 1, out);
		return;
	}
	double hue = hvc[0] * acos(-1) / 180 + hue_zero(u, v);
	double r = hvc[2] / (hvc[1] * chroma_scale);
	xyz_of_uvy(u + r * cos(hue), v + r * sin(hue), luminance(hvc[1]), out);
}

static void hvc_of_xyz(const double xyz[3], double out[3])
{
	double u0, v0, sum = xyz[0] + 15 * xyz[1] + 3 * xyz[2];
	white_uv(&u0, &v0);
	double u = sum != 0 ? 4 * xyz[0] / sum - u0 : 0, v = sum != 0 ? 9 * xyz[1] / sum - v0 : 0;
	out[1] = lightness(xyz[1]);
	out[0] = (atan2(v, u) - hue_zero(u0, v0)) * 180 / acos(-1);
	out[2] = out[1] * chroma_scale * sqrt(u * u + v * v);
}

static bool is_shown(const double rgb[3])
{
	const double least = 0, most = 1 + 1e-5;
	return rgb[0] >= least && rgb[1] >= least && rgb[2] >= least && rgb[0] <= most &&
	       rgb[1] <= most && rgb[2] <= most;
}

/* What the tubes cannot show gets less chroma until they can; hue and value stay. */
static void clip_chroma(const double xyz[3], double rgb[3])
{
	double hvc[3], lo = 0, at[3];
	hvc_of_xyz(xyz, hvc);
	double hi = hvc[2];
	for (int i = 0; i < 40; i++) {
		hvc[2] = (lo + hi) / 2;
		xyz_of_hvc(hvc, at);
		rgb_of(at, rgb);
		*(is_shown(rgb) ? &lo : &hi) = hvc[2];
	}
	hvc[2] = lo;
	xyz_of_hvc(hvc, at);
	rgb_of(at, rgb);
}

static bool xyz_of(enum colour_space space, const double v[3], double out[3])
{
	switch (space) {
	case COLOUR_SPACE_XYZ:
		out[0] = v[0];
		out[1] = v[1];
		out[2] = v[2];
		return true;
	case COLOUR_SPACE_UVY:
		xyz_of_uvy(v[0], v[1], v[2], out);
		return true;
	case COLOUR_SPACE_XYY:
		out[0] = v[1] != 0 ? v[0] * v[2] / v[1] : 0;
		out[1] = v[2];
		out[2] = v[1] != 0 ? (1 - v[0] - v[1]) * v[2] / v[1] : 0;
		return true;
	case COLOUR_SPACE_LAB:
		xyz_of_lab(v, out);
		return true;
	case COLOUR_SPACE_LUV:
		xyz_of_luv(v, out);
		return true;
	case COLOUR_SPACE_HVC:
		xyz_of_hvc(v, out);
		return true;
	default:
		return false;
	}
}

bool colour_of_space(enum colour_space space, const double v[3], colour_t *out)
{
	double xyz[3], rgb[3] = {v[0], v[1], v[2]};
	if (space != COLOUR_SPACE_RGBI) {
		if (!xyz_of(space, v, xyz)) {
			return false;
		}
		rgb_of(xyz, rgb);
		if (!is_shown(rgb)) {
			clip_chroma(xyz, rgb);
		}
	}
	*out = COLOUR_RGB(level(curves[0], rgb[0]), level(curves[1], rgb[1]), level(curves[2], rgb[2]));
	return true;
}
