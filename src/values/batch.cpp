// SPDX-License-Identifier: BSL-1.0
#include <jsonrpcclient/batch.hpp>

#include "values/batch_access.hpp"

#include <ostream>

namespace jsonrpcclient {

void batch::push_back(request message) { elements_.emplace_back(std::move(message)); }
void batch::push_back(notification message) { elements_.emplace_back(std::move(message)); }

std::string to_string(const batch& message)
{
    // Text that was parsed stays as it is up to its closing bracket; what was pushed comes behind.
    std::string text = message.raw_text_.empty() ? "[" : message.raw_text_.substr(0, message.raw_text_.rfind(']'));
    bool first = message.raw_text_.empty();
    bool pushed = first;
    for (auto& element : message.elements_)
    {
        if (std::holds_alternative<batch::raw>(element))
            continue;
        pushed = true;
        if (!first)
            text += ',';
        first = false;
        if (auto* call = std::get_if<request>(&element))
            text += to_string(*call);
        else
            text += to_string(std::get<notification>(element));
    }
    if (!pushed)
        return message.raw_text_;
    text += ']';
    return text;
}

std::ostream& operator<<(std::ostream& stream, const batch& message) { return stream << to_string(message); }

} // namespace jsonrpcclient
