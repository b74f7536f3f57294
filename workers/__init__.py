"""What happens to an entry, from the work stream to the public stream and the webhook.

    poll → <p>:entries → fetch → gate → extract + clean → grade → copy / story → entry commit → <p>:items → alerts

`model` holds the values, `doors` the only ways out, then the stages in pipeline order: `article`, `relevance`,
`stories`, `delivery`. `pipeline` is the way of the data, read top to bottom.
"""
