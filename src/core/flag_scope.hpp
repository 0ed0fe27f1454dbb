// SPDX-License-Identifier: BSL-1.0
// A flag that is set for as long as something is being done.
#pragma once

#include <utility>

namespace jsonrpcclient::detail {

class flag_scope
{
public:
    explicit flag_scope(bool& flag) noexcept : flag_(flag), was_set_(std::exchange(flag, true)) {}
    ~flag_scope() { flag_ = was_set_; }
    flag_scope(const flag_scope&) = delete;

private:
    bool& flag_;
    bool was_set_;
};

} // namespace jsonrpcclient::detail
