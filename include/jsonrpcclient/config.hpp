// SPDX-License-Identifier: BSL-1.0
// What every public header needs: the export macro and short names for the Boost libraries in use.
#pragma once

namespace boost {
namespace asio {
}
namespace json {
}
namespace system {
}
} // namespace boost

#if defined(_WIN32)
#    define JSONRPCCLIENT_DECL
#else
#    define JSONRPCCLIENT_DECL __attribute__((visibility("default")))
#endif

/// Everything of this library.
namespace jsonrpcclient {

namespace asio = boost::asio;
namespace json = boost::json;

/// What the library uses of itself in its public headers; not for users.
namespace detail {
}

} // namespace jsonrpcclient
