// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/when_full.hpp>

namespace jsonrpcclient {

const char* to_string(when_full value) noexcept
{
    switch (value)
    {
    case when_full::close:
        return "close";
    case when_full::drop_oldest:
        return "drop_oldest";
    case when_full::drop_newest:
        return "drop_newest";
    case when_full::keep_latest:
        return "keep_latest";
    case when_full::wait:
        return "wait";
    }
    return "unknown";
}

} // namespace jsonrpcclient
