#ifndef CLIBFUZZER_H
#define CLIBFUZZER_H

#include <stddef.h>
#include <stdint.h>

/* Of libclang_rt.fuzzer_no_main, the library that a program with a main function of its own links. */
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));

/* glibc shows it to programs that ask for GNU extensions, which a Swift module cannot. */
int memfd_create(const char *name, unsigned int flags);

#endif
