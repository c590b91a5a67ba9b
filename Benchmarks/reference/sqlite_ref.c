// The raw SQLite interface: durable appends to a table like the store's, in batches, and one read of all of it.
#include "reference.h"
#include <sqlite3.h>
#include <unistd.h>

// Columns and indexes as the store has them (Sources/Adapters/EventStoreSQLite), so that both do the same work.
static const char *schema =
    "CREATE TABLE event (key INTEGER PRIMARY KEY, exercise INTEGER AS (key >> 40),"
    " position INTEGER AS (key & 1099511627775), run INTEGER NOT NULL, type TEXT NOT NULL, schema INTEGER NOT NULL,"
    " event_id TEXT NOT NULL, exercise_time INTEGER NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL,"
    " causation INTEGER, correlation TEXT NOT NULL, epoch INTEGER NOT NULL, hash BLOB NOT NULL, data TEXT NOT NULL) STRICT;"
    "CREATE UNIQUE INDEX event_of_source ON event (exercise, run, actor, event_id)"
    " WHERE event_id <> CAST(position AS TEXT);";
static const char *insertion =
    "INSERT INTO event (key, run, type, schema, event_id, exercise_time, at, actor, causation, correlation, epoch, hash,"
    " data) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)";
static const char *selection =
    "SELECT key, run, type, schema, event_id, exercise_time, at, actor, causation, correlation, epoch, hash, data"
    " FROM event WHERE key > ? AND key <= ? ORDER BY key";
static const int integers[] = {1, 3, 5, 6, 8, 10}, texts[] = {2, 4, 7, 9, 11, 12};

/// The first exercise's key before its first row.
static const int64_t exercise = 1LL << 40;

static char path[4096];
static bool foreign;
static char data[201];

static void check(sqlite3 *store, int result) {
    if (result != SQLITE_OK && result != SQLITE_DONE && result != SQLITE_ROW)
        give_up("%s: %s", path, sqlite3_errmsg(store));
}

static void run(sqlite3 *store, const char *sql) { check(store, sqlite3_exec(store, sql, 0, 0, 0)); }

static sqlite3_stmt *prepared(sqlite3 *store, const char *sql) {
    sqlite3_stmt *statement;
    check(store, sqlite3_prepare_v3(store, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, 0));
    return statement;
}

static void remove_files(void) {
    static const char *endings[] = {"", "-wal", "-shm"};
    for (int i = 0; i < 3; i++) {
        char name[sizeof path + 8];
        snprintf(name, sizeof name, "%s%s", path, endings[i]);
        unlink(name);
    }
}

static sqlite3 *opened(void) {
    remove_files();
    sqlite3 *store;
    if (sqlite3_open_v2(path, &store, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, 0))
        give_up("%s: %s", path, sqlite3_errmsg(store));
    run(store, "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
               "PRAGMA wal_autocheckpoint=1000; PRAGMA journal_size_limit=67108864;");
    run(store, schema);
    return store;
}

static void append(sqlite3 *store, sqlite3_stmt *insert, int64_t position) {
    static const char *types[] = {"inject.released", "inject.published", "inject.delivered", "receipt.taken"};
    char id[32];
    uint64_t hash[4];
    // A name from outside stands in the index; our own events, named by their position, do not.
    int length = snprintf(id, sizeof id, foreign ? "event-%lld" : "%lld", (long long)position);
    for (int i = 0; i < 4; i++) hash[i] = (uint64_t)(position + i) * 0x9E3779B97F4A7C15u;
    sqlite3_bind_int64(insert, 1, exercise | position);
    sqlite3_bind_int64(insert, 2, 1);
    sqlite3_bind_text(insert, 3, types[position & 3], -1, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 4, 1);
    sqlite3_bind_text(insert, 5, id, length, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 6, position * 1000);
    sqlite3_bind_int64(insert, 7, 1768471532120 + position);
    sqlite3_bind_text(insert, 8, "clock", 5, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 9, position - 1);
    sqlite3_bind_text(insert, 10, id, length, SQLITE_STATIC);
    sqlite3_bind_int64(insert, 11, 0);
    sqlite3_bind_blob(insert, 12, hash, sizeof hash, SQLITE_STATIC);
    sqlite3_bind_text(insert, 13, data, sizeof data - 1, SQLITE_STATIC);
    check(store, sqlite3_step(insert));
    sqlite3_reset(insert);
}

/// Appends batches of so many rows until so many rows or milliseconds are over; gives rows a second.
static double appends(sqlite3 *store, int batch, int64_t rows, int64_t milliseconds) {
    sqlite3_stmt *begin = prepared(store, "BEGIN IMMEDIATE"), *commit = prepared(store, "COMMIT");
    sqlite3_stmt *insert = prepared(store, insertion);
    int64_t start = now_us(CLOCK_BOOTTIME), end = start + milliseconds * 1000, position = 0;
    while (position < rows && now_us(CLOCK_BOOTTIME) < end) {
        check(store, sqlite3_step(begin));
        sqlite3_reset(begin);
        for (int i = 0; i < batch; i++) append(store, insert, ++position);
        check(store, sqlite3_step(commit));
        sqlite3_reset(commit);
    }
    double seconds = (now_us(CLOCK_BOOTTIME) - start) / 1e6;
    sqlite3_finalize(begin), sqlite3_finalize(commit), sqlite3_finalize(insert);
    return position / seconds;
}

/// Reads every column of every row in order; gives rows a second.
static double reads(sqlite3 *store, int64_t rows) {
    sqlite3_stmt *select = prepared(store, selection);
    sqlite3_bind_int64(select, 1, exercise);
    sqlite3_bind_int64(select, 2, exercise | ((1LL << 40) - 1));
    int64_t start = now_us(CLOCK_BOOTTIME), count = 0, position = 0;
    uint64_t sum = 0;
    while (sqlite3_step(select) == SQLITE_ROW) {
        if (sqlite3_column_int64(select, 0) != (exercise | ++position))
            give_up("row %lld is out of order", (long long)position);
        for (int i = 0; i < 6; i++) sum += sqlite3_column_int64(select, integers[i]);
        for (int i = 0; i < 6; i++)
            sum += *(const uint8_t *)sqlite3_column_blob(select, texts[i]) + sqlite3_column_bytes(select, texts[i]);
        count++;
    }
    double seconds = (now_us(CLOCK_BOOTTIME) - start) / 1e6;
    sqlite3_finalize(select);
    if (count < rows || !sum) give_up("read %lld of %lld rows", (long long)count, (long long)rows);
    return count / seconds;
}

static double median_of_three(sqlite3 *store, int64_t rows) {
    int64_t rates[3];
    for (int i = 0; i < 3; i++) rates[i] = reads(store, rows);
    qsort(rates, 3, sizeof *rates, ascending);
    return rates[1];
}

/// Reads the first exercise of a store that somebody else made.
static void read_store(const char *store_path) {
    snprintf(path, sizeof path, "%s", store_path);
    sqlite3 *store;
    if (sqlite3_open_v2(path, &store, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, 0))
        give_up("%s: %s", path, sqlite3_errmsg(store));
    printf("{\"bench\":\"sqlite_read\",\"reads_per_second\":%.0f}\n", median_of_three(store, 1));
    sqlite3_close(store);
}

int main(int argc, char **argv) {
    static const struct option options[] = {
        {"dir", 1, 0, 'd'}, {"rows", 1, 0, 'r'}, {"milliseconds", 1, 0, 'm'}, {"foreign", 0, 0, 'f'},
        {"read", 1, 0, 'R'}, {"help", 0, 0, 'h'}, {0}};
    const char *folder = ".";
    int64_t rows = 1000000, milliseconds = 3000;
    for (int option; (option = getopt_long(argc, argv, "", options, 0)) != -1;) switch (option) {
        case 'd': folder = optarg; break;
        case 'r': rows = number("rows", optarg, 1000); break;
        case 'f': foreign = true; break;
        case 'R': read_store(optarg); return 0;
        case 'm': milliseconds = number("milliseconds", optarg, 1); break;
        default:
            fprintf(stderr, "usage: sqlite_ref [--dir .] [--rows 1000000] [--milliseconds 3000] [--foreign]\n"
                            "       sqlite_ref --read STORE\n"
                            "  --rows          how many are read\n"
                            "  --milliseconds  how long each batch size is tried\n"
                            "  --foreign       events named from outside, which stand in the unique index\n");
            return 2;
        }
    snprintf(path, sizeof path, "%s/sqlite_ref-%d.db", folder, (int)getpid());
    memset(data, 'x', sizeof data - 1);
    memcpy(data, "{\"inject\":\"inject-001\",\"team\":\"blue\",\"text\":\"", 45);
    memcpy(data + sizeof data - 3, "\"}", 2);

    printf("{\"bench\":\"sqlite_ref\",\"data_bytes\":%zu,\"foreign\":%s,\"appends_per_second\":{", sizeof data - 1,
           foreign ? "true" : "false");
    static const int batches[] = {1, 10, 100, 1000};
    for (int i = 0; i < 4; i++) {
        sqlite3 *store = opened();
        printf("%s\"%d\":%.0f", i ? "," : "", batches[i], appends(store, batches[i], INT64_MAX, milliseconds));
        sqlite3_close(store);
    }
    sqlite3 *store = opened();
    appends(store, 1000, rows, INT64_MAX / 2000000);
    run(store, "PRAGMA wal_checkpoint(TRUNCATE)");
    printf("},\"read_rows\":%lld,\"reads_per_second\":%.0f}\n", (long long)rows, median_of_three(store, rows));
    sqlite3_close(store);
    remove_files();
}
