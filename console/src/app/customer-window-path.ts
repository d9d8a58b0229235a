// Where the customer's window lives: apart from the channel, so that the first load does not carry it.
export const customerWindowPath = '/customer-window';
