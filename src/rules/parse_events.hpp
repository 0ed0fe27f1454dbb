// SPDX-License-Identifier: BSL-1.0
// What the receivers of a parser's events have in common: texts may be of any size, and comments tell nothing.
#pragma once

#include <boost/json/error.hpp>

#include <cstddef>
#include <string_view>

namespace jsonrpcclient::detail {

class parse_events
{
public:
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    using error_code = boost::json::error_code;

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_comment_part(std::string_view, error_code&) { return true; }
    bool on_comment(std::string_view, error_code&) { return true; }
};

} // namespace jsonrpcclient::detail
