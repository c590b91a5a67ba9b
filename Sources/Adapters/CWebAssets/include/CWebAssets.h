// The files of the pages that the daemon serves, as they lie in Assets, inside the program.
#pragma once
#include <stddef.h>

typedef struct {
    const char *path;
    const char *content_type;
    const unsigned char *bytes;
    size_t count;
} web_asset;

// One after the other from 0; NULL behind the last.
const web_asset *web_asset_at(size_t index);
