// SPDX-License-Identifier: BSL-1.0
// How the demo tells its steps: a sentence, the JSON on the wire, the outcome, and in the end whether all of it held.
#ifndef DEMO_REPORT_HPP
#define DEMO_REPORT_HPP

#include <jsonrpcclient/logging.hpp>

#include <iostream>
#include <string>
#include <string_view>

namespace demo {

class report {
public:
    // The steps that follow are those of one transport.
    void begin(std::string_view transport, std::string_view url)
    {
        std::cout << '\n' << transport << ": client(executor, \"" << url << "\")\n";
        number_ = 0;
    }

    void step(std::string_view sentence)
    {
        std::cout << '\n' << ++number_ << ". " << sentence << '\n';
        ++steps_;
    }

    // A message that went out or came in; a batch, which is one line on the wire, takes one for each of its elements.
    void wire(const jsonrpcclient::logging::record& entry) const
    {
        constexpr std::string_view between = "},{\"jsonrpc\"";
        std::string text(entry.message);
        for (auto found = text.find(between); found != text.npos; found = text.find(between, found + 1))
            text.replace(found, 2, "},\n        ");
        std::cout << (entry.logger == "jsonrpcclient.client.request" ? "   --> " : "   <-- ") << text;
        if (entry.http_code != 0)
            std::cout << " (" << entry.http_code << ' ' << entry.http_reason << ')';
        std::cout << '\n';
    }

    // What the program got, and whether it is what it has to get.
    template <class... Parts>
    void outcome(bool holds, const Parts&... parts)
    {
        ((std::cout << (holds ? "   =   " : "   =   NOT AS IT SHOULD BE: ")) << ... << parts) << '\n';
        failed_ += !holds;
    }

    int steps() const { return steps_; }
    int failed() const { return failed_; }

private:
    int number_ = 0;
    int steps_ = 0;
    int failed_ = 0;
};

}   // namespace demo

#endif
