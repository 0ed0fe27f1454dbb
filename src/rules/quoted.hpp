// SPDX-License-Identifier: BSL-1.0
// What a peer has sent, as a part of a message to the user.
#pragma once

#include <string>
#include <string_view>

namespace jsonrpcclient::detail {

// Bytes of any kind as printable ASCII between quotation marks, as many of them as a line of text takes.
std::string quoted(std::string_view bytes);

} // namespace jsonrpcclient::detail
