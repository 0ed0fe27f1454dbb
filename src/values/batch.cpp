// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/batch.hpp>

#include "values/append.hpp"
#include "values/batch_access.hpp"

#include <ostream>

namespace jsonrpcclient {

void batch::push_back(request message) { elements_.emplace_back(std::move(message)); }
void batch::push_back(notification message) { elements_.emplace_back(std::move(message)); }

void detail::append_message(std::string& text, const batch& messages, rpc_version version)
{
    auto& elements = batch_access::elements(messages);
    std::string_view raw_text = batch_access::raw_text(messages);
    if (!elements.empty() && std::holds_alternative<batch_access::raw>(elements.back()))
    {
        text += raw_text;
        return;
    }
    bool first = raw_text.empty();
    text += first ? "[" : raw_text.substr(0, raw_text.rfind(']'));
    for (auto& element : elements)
    {
        if (std::holds_alternative<batch_access::raw>(element))
            continue;
        if (!std::exchange(first, false))
            text += ',';
        if (auto* call = std::get_if<request>(&element))
            append_message(text, *call, version);
        else
            append_message(text, std::get<notification>(element), version);
    }
    text += ']';
}

std::string to_string(const batch& message)
{
    std::string text;
    detail::append_message(text, message, detail::rpc_version::two);
    return text;
}

std::ostream& operator<<(std::ostream& stream, const batch& message) { return stream << to_string(message); }

} // namespace jsonrpcclient
