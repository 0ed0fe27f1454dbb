// SPDX-License-Identifier: BSL-1.0
// A flag that is set for as long as something is being done.
#pragma once

namespace jsonrpcclient::detail {

class flag_scope
{
public:
    explicit flag_scope(bool& flag) noexcept : flag_(flag) { flag_ = true; }
    ~flag_scope() { flag_ = false; }
    flag_scope(const flag_scope&) = delete;

private:
    bool& flag_;
};

} // namespace jsonrpcclient::detail
