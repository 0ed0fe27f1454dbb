// SPDX-License-Identifier: BSL-1.0
// The options of a call by text, which the library has for those of a client only.
#pragma once

#include <jsonrpcclient/options.hpp>

#include <string_view>

namespace test {

class text_call_options : public jsonrpcclient::call_options
{
public:
    text_call_options(std::string_view key, std::string_view value)
    {
        store_ = jsonrpcclient::client_options().set(key, value).store();
    }
};

} // namespace test
