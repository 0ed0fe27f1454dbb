// SPDX-License-Identifier: BSL-1.0
// What a function of ours that stands in front of one of the C library passes on to.
#pragma once

#include <dlfcn.h>

namespace test {

template <class Function>
Function* next_function(Function*, const char* name)
{
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

} // namespace test

// The C library's function of this name, or that of a sanitizer in front of it.
#define NEXT(name)                                                                                                     \
    (                                                                                                                  \
        []                                                                                                             \
        {                                                                                                              \
            static auto* const function = ::test::next_function(&::name, #name);                                       \
            return function;                                                                                           \
        }())
