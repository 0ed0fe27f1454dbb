// SPDX-License-Identifier: BSL-1.0
// The calls that are told of their progress, by their tokens.
#pragma once

#include <jsonrpcclient/dialect.hpp>
#include <jsonrpcclient/options.hpp>
#include <jsonrpcclient/server_message.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace jsonrpcclient::detail {

class progress_registry
{
public:
    // A token that no other call has had.
    std::int64_t next_token() noexcept { return ++last_token_; }

    // From now on, and as long as what it returns lives.
    std::shared_ptr<void> add(std::int64_t token, const dialect& how, progress_handler handler);

    // Whose progress this tells of; null if it is about none.
    std::shared_ptr<const progress_handler> find(const server_notification& event) const;

private:
    // The calls whose progress one method tells of.
    struct group
    {
        dialect how;
        std::map<std::int64_t, std::shared_ptr<const progress_handler>> handlers;
    };
    using groups = std::map<std::string, group, std::less<>>;

    // Shared with those who may outlive this.
    std::shared_ptr<groups> groups_ = std::make_shared<groups>();
    std::int64_t last_token_ = 0;
};

} // namespace jsonrpcclient::detail
