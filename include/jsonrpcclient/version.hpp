// SPDX-License-Identifier: BSL-1.0
// The version of the library, which CMake and the packages take from here.
#pragma once

/// This version, as text.
#define JSONRPCCLIENT_VERSION "0.1.0"

/// The same as a number that the preprocessor can compare: 10000 * major + 100 * minor + patch.
///
/// @code
/// #if JSONRPCCLIENT_VERSION_NUMBER < 100
/// #    error "jsonrpcclient 0.1 or newer is needed"
/// #endif
/// @endcode
#define JSONRPCCLIENT_VERSION_NUMBER 100
