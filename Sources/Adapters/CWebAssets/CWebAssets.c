#include "CWebAssets.h"

// The compiler knows #embed in every mode, and says that it stands in the standard since C23 only.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char house_css[] = {
#embed "Assets/house.css"
};
static const unsigned char mark_svg[] = {
#embed "Assets/mark.svg"
};
static const unsigned char element_js[] = {
#embed "Assets/element.js"
};
static const unsigned char json_text_js[] = {
#embed "Assets/json-text.js"
};
static const unsigned char test_client_page_html[] = {
#embed "Assets/test-client/page.html"
};
static const unsigned char test_client_page_css[] = {
#embed "Assets/test-client/page.css"
};
static const unsigned char test_client_main_js[] = {
#embed "Assets/test-client/main.js"
};
static const unsigned char test_client_commands_view_js[] = {
#embed "Assets/test-client/commands-view.js"
};
static const unsigned char test_client_connection_js[] = {
#embed "Assets/test-client/connection.js"
};
static const unsigned char test_client_connection_view_js[] = {
#embed "Assets/test-client/connection-view.js"
};
static const unsigned char test_client_events_view_js[] = {
#embed "Assets/test-client/events-view.js"
};
static const unsigned char test_client_frames_view_js[] = {
#embed "Assets/test-client/frames-view.js"
};
static const unsigned char test_client_messages_js[] = {
#embed "Assets/test-client/messages.js"
};
static const unsigned char test_client_settings_js[] = {
#embed "Assets/test-client/settings.js"
};
static const unsigned char test_client_simulation_js[] = {
#embed "Assets/test-client/simulation.js"
};

#define ASSET(path, type, file) {path, type, file, sizeof file}
#define PAGE(path, file) ASSET(path, "text/html; charset=utf-8", file)
#define STYLE(path, file) ASSET(path, "text/css; charset=utf-8", file)
#define SCRIPT(path, file) ASSET(path, "text/javascript; charset=utf-8", file)

static const web_asset assets[] = {
    STYLE("/assets/house.css", house_css),
    ASSET("/assets/mark.svg", "image/svg+xml", mark_svg),
    SCRIPT("/assets/element.js", element_js),
    SCRIPT("/assets/json-text.js", json_text_js),

    PAGE("/test-client", test_client_page_html),
    STYLE("/assets/test-client/page.css", test_client_page_css),
    SCRIPT("/assets/test-client/main.js", test_client_main_js),
    SCRIPT("/assets/test-client/commands-view.js", test_client_commands_view_js),
    SCRIPT("/assets/test-client/connection.js", test_client_connection_js),
    SCRIPT("/assets/test-client/connection-view.js", test_client_connection_view_js),
    SCRIPT("/assets/test-client/events-view.js", test_client_events_view_js),
    SCRIPT("/assets/test-client/frames-view.js", test_client_frames_view_js),
    SCRIPT("/assets/test-client/messages.js", test_client_messages_js),
    SCRIPT("/assets/test-client/settings.js", test_client_settings_js),
    SCRIPT("/assets/test-client/simulation.js", test_client_simulation_js),
};

const web_asset *web_asset_at(size_t index) {
    return index < sizeof assets / sizeof *assets ? &assets[index] : NULL;
}
