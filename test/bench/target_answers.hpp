// SPDX-License-Identifier: BSL-1.0
// What the load target answers: it looks for ids and methods in the text and parses nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bench {

// The answers of one connection: "pong" to anything, 1 MiB to "large". Calls of "hold" are answered by the notification
// "release".
class answers
{
public:
    // Gives the text of each answer to `send`: to a message, which is an object or an array of them, there is one or
    // none, to a release one for each that was held.
    template <class Send>
    void make(std::string_view message, Send send)
    {
        read(message);
        if (ids_.empty())
            release(send);
        else if (method_ == 'h')
            held_.emplace_back(ids_.front());
        else
        {
            write(message.front() == '[');
            send(std::string_view(body_));
        }
    }

private:
    template <class Send>
    void release(Send send)
    {
        if (method_ != 'r')
            return;
        for (auto& id : held_)
        {
            ids_.assign(1, id);
            write(false);
            send(std::string_view(body_));
        }
        held_.clear();
    }

    void read(std::string_view message);
    void write(bool is_array);

    char method_ = ' '; // Its first letter.
    std::vector<std::string_view> ids_;
    std::string body_;
    std::vector<std::string> held_;
};

} // namespace bench
