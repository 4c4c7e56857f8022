/* mux/version.h -- what this release is called. */
#pragma once

#define MUX_VERSION "0.1"
