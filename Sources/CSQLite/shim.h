#pragma once

/* As sqlite3.h declares it; GRDB's module brings the rest of that header, and Swift cannot call a function of variable arguments. */
int sqlite3_config(int, ...);

/* Turns off SQLite's count of the memory that it uses (SQLITE_CONFIG_MEMSTATUS): it takes a lock for each piece. Before the first connection only. */
static inline int voucherd_sqlite3_without_memory_count(void) { return sqlite3_config(9, 0); }
