// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/connection_state.hpp>

namespace jsonrpcclient {

const char* to_string(connection_state value) noexcept
{
    switch (value)
    {
    case connection_state::connecting:
        return "connecting";
    case connection_state::connected:
        return "connected";
    case connection_state::lost:
        return "lost";
    case connection_state::closed:
        return "closed";
    }
    return "unknown";
}

} // namespace jsonrpcclient
