// SPDX-License-Identifier: BSL-1.0
#include "client/progress.hpp"

#include "rules/dialect_access.hpp"
#include "rules/progress_token.hpp"

namespace jsonrpcclient::detail {

std::shared_ptr<void> progress_registry::add(std::int64_t token, const dialect& how, progress_handler handler)
{
    auto& method = dialect_access::progress_method(how);
    auto& to = groups_->try_emplace(method, group{how, {}}).first->second;
    to.handlers[token] = std::make_shared<const progress_handler>(std::move(handler));
    return std::shared_ptr<void>(nullptr,
                                 [groups = groups_, method, token](void*)
                                 {
                                     auto from = groups->find(method);
                                     from->second.handlers.erase(token);
                                     if (from->second.handlers.empty())
                                         groups->erase(from);
                                 });
}

std::shared_ptr<const progress_handler> progress_registry::find(const server_notification& event) const
{
    auto of_method = groups_->find(event.method());
    if (of_method == groups_->end())
        return nullptr;
    auto& [how, handlers] = of_method->second;
    auto* token = progress_token_of(how, event.params());
    auto* number = token ? token->if_int64() : nullptr;
    auto found = number ? handlers.find(*number) : handlers.end();
    return found == handlers.end() ? nullptr : found->second;
}

} // namespace jsonrpcclient::detail
