// SPDX-License-Identifier: BSL-1.0
// The texts of an array's elements.
#pragma once

#include <string_view>
#include <vector>

namespace jsonrpcclient::detail {

// As they stand in the array, which is valid JSON; they point into it.
std::vector<std::string_view> elements_of(std::string_view array);

} // namespace jsonrpcclient::detail
